"""A thousand hostile strings.

Each element, event, scheme, breakout and encoding that could make a page run what it should show. Whatever runs sets
`window.ran`. Every string carries its number, so that a lost one is noticed.
"""

from __future__ import annotations

from itertools import cycle, islice, product

_CALLS = ("window.ran={n}", "window['ran']={n}", "self.ran={n}", "eval('window.ran={n}')", "top.ran={n}")
_FORMS = (
    "<script>{c}</script>",
    "<SCRIPT SRC='data:text/javascript,{c}'></SCRIPT>",
    "<scr<script>ipt>{c}</scr</script>ipt>",
    "<script type=module>{c}</script>",
    "</script><script>{c}</script>",
    "</title><script>{c}</script>",
    "</textarea><script>{c}</script>",
    "</style><script>{c}</script>",
    "--><script>{c}</script><!--",
    "]]><script>{c}</script>",
    '"><script>{c}</script>',
    "'><script>{c}</script>",
    "<img src=x onerror={c}>",
    '<img src=x onerror="{c}">',
    "<img src='x'onerror='{c}'>",
    "<img/src=x/onerror={c}>",
    "<IMG SRC=x OnErRoR={c}>",
    '<img src="x` `<script>{c}</script>"` `>',
    "<svg onload={c}>",
    "<svg/onload={c}>",
    "<svg><script>{c}</script></svg>",
    "<svg><animate onbegin={c} attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:{c}'><text>x</text></a></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror={c}>",
    "<body onload={c}>",
    '<iframe src="javascript:{c}"></iframe>',
    '<iframe srcdoc="<script>parent.{c}</script>"></iframe>',
    '<object data="javascript:{c}"></object>',
    '<embed src="javascript:{c}">',
    "<details open ontoggle={c}>",
    "<video><source onerror={c}></video>",
    "<audio src=x onerror={c}>",
    "<input autofocus onfocus={c}>",
    "<select autofocus onfocus={c}>",
    "<textarea autofocus onfocus={c}></textarea>",
    "<marquee onstart={c}>",
    '<a href="javascript:{c}">x</a>',
    '<a href="java&#10;script:{c}">x</a>',
    '<a href="&#106;avascript:{c}">x</a>',
    '<form action="javascript:{c}"><button>x</button></form>',
    '<button formaction="javascript:{c}">x</button>',
    '<base href="javascript:{c}//">',
    '<meta http-equiv=refresh content="0;url=javascript:{c}">',
    '<link rel=stylesheet href="data:text/css,*{{background:url(x)}}" onload={c}>',
    "<style>@import 'javascript:{c}';</style>",
    '<div style="background:url(javascript:{c})">x</div>',
    "[x](javascript:{c})",
    '![x](x "onerror={c}")',
    "[x]: javascript:{c}",
    "<javascript:{c}>",
    "x{{: onclick={c} }}",
    "{{{{ [].__class__ }}}} {c}",
    "{{% for x in () %}} {c} {{% endfor %}}",
    "${{{c}}} #{{{c}}} <%= {c} %>",
    "&lt;script&gt;{c}&lt;/script&gt;",
    "&#60;script&#62;{c}&#60;/script&#62;",
    "\\x3cscript\\x3e{c}\\x3c/script\\x3e",
    "\\u003cscript\\u003e{c}\\u003c/script\\u003e",
    "%3Cscript%3E{c}%3C/script%3E",
    "+ADw-script+AD4-{c}+ADw-/script+AD4-",
    "＜script＞{c}＜/script＞",
    "javascript:{c}",
    "';{c};//",
    '";{c};//',
    "`;{c};//",
    "*/{c}/*",
    "x' onmouseover='{c}",
    'x" onmouseover="{c}',
    "x onmouseover={c} y",
    "<!--[if gte IE 4]><script>{c}</script><![endif]-->",
    '<?xml version="1.0"?><script>{c}</script>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e; {c}',
    '<noscript><p title="</noscript><img src=x onerror={c}>">',
    "<template><script>{c}</script></template>",
    "<x onclick={c} tabindex=1 id=x>x",
    "<isindex action=javascript:{c} type=submit>",
    '=HYPERLINK("javascript:{c}")',
    "@SUM(1+1)*cmd|' /C calc'!A0 {c}",
    "'; DROP TABLE notices; -- {c}",
    "../../../../etc/passwd {c}",
)


def _vectors() -> tuple[str, ...]:
    forms = islice(cycle(product(_FORMS, _CALLS)), 1000)
    found = []
    for number, (form, call) in enumerate(forms, start=1):
        found.append(f"{form.format(c=call.format(n=number))} №{number}")
    return tuple(found)


VECTORS = _vectors()
FORMS = VECTORS[: len(_FORMS) * len(_CALLS) : len(_CALLS)]
"""One string of each form."""
