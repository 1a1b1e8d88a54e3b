"""Import: text as it was issued → a draft notice.

The bytes of a txt, html, docx or pdf file → a draft notice, a report of doubts, and the proof that nothing is lost.
`readers` turn bytes into a plain document; `understand` turns that into a notice. Neither writes a file; nothing here
renders.
"""
