"""Stage 2: notices → the Markdown pages of the site, through the Jinja templates. Values in, values out; reads only the templates."""
