"""Texts that try to become code, a request or a link, for whatever shows text."""

HOSTILE = (
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "<svg/onload=window.ran=1>",
    "<a href='javascript:window.ran=1' id=trap>press</a>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<math><mtext><style><img src=x onerror=window.ran=1></style></mtext></math>",
    "<form action='javascript:window.ran=1'><button>go</button></form>",
    "[press](javascript:window.ran=1)",
    "[press](JaVaScRiPt:window.ran=1)",
    "[press](&#106;avascript:window.ran=1)",
    "[press](data:text/html,<script>opener.ran=1</script>)",
    "[press](vbscript:window.ran)",
    "[press](//evil.example/x)",
    "![look](https://evil.example/pixel.png)",
    '![look](x" onerror="window.ran=1)',
    '<https://evil.example/"onmouseover="window.ran=1>',
    '===" onmouseover=window.ran=1 x="/==/',
    "<!-- --><style>body{display:none}</style>",
    "{{constructor.constructor('window.ran=1')()}}",
    "{{DATE(2026-11-22T00:00:00Z, SHORT)}} ${if(true, 'window.ran', '')}",
    "`window.ran`\n```\n<script>window.ran=1</script>\n```",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "\u202e1=nar.wodniw\u202c<b onclick=window.ran=1>x</b>",
    "<at>window.ran</at><script>window.ran=1</script>",
    "';window.ran=1;//\";window.ran=1;//--></script><script>window.ran=1</script>",
    "<details open ontoggle=window.ran=1>",
    '<a href="&#x6A;avascript:window.ran=1">x</a>',
    "<style>@import 'https://evil.example/x.css';</style>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<object data='data:text/html,<script>parent.ran=1</script>'></object>",
    '{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"window.ran"}]}',
)
# What none of them may have put on the chat page.
TRAPS = (
    "[...document.querySelectorAll('main script, main iframe, main style, main form, main img,"
    ' main svg, main a[href^="javascript" i], main a[href^="data" i]\')].map(e => e.outerHTML)'
)
