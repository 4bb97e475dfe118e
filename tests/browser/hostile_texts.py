"""Texts that try to become a part of whatever shows them."""

HOSTILE = (
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "{{constructor.constructor('window.hacked=1')()}}",
    "${window.hacked=1}",
    "'; window.hacked=1; '",
    '=HYPERLINK("http://evil.example")',
    "javascript:window.hacked=1",
    'O\'Brien "the" \\ `tick`',
)
