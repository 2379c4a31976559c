# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""How the report's page looks: light and dark, on a phone and on paper."""

from __future__ import annotations

CSS = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--line:#d8dee4;--page:#fff;
--card:#f6f8fa;--passed:#1a7f37;--failed:#cf222e;--error:#9a6700;--skipped:#59636e}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--line:#30363d;
--page:#0d1117;--card:#161b22;--passed:#3fb950;--failed:#f85149;--error:#d29922;--skipped:#9198a1}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:62rem;background:var(--page);color:var(--ink);
font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:0 0 .25rem}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
.soft{color:var(--soft)}
.passed{color:var(--passed)}.failed{color:var(--failed)}.error{color:var(--error)}
.skipped{color:var(--skipped)}
.verdict{border-left:.4rem solid;padding:.25rem 1rem;margin:1rem 0;background:var(--card)}
.verdict p{margin:.25rem 0;color:var(--ink)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0}
details{border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0;background:var(--card)}
summary{padding:.6rem .8rem;cursor:pointer;display:flex;gap:.75rem;align-items:baseline}
summary b{min-width:4.5rem}
summary span{flex:1}
.body{padding:0 .8rem .6rem}
table{border-collapse:collapse;width:100%;font-size:.875rem;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-top:1px solid var(--line)}
th{color:var(--soft);font-weight:500}
@media (max-width:40rem){thead{display:none}tr,td{display:block;border:0;padding:.1rem 0}
tr{border-top:1px solid var(--line);padding:.4rem 0}td::before{content:attr(data-name)": ";
color:var(--soft)}}
@media print{details{break-inside:avoid}}
""".strip()
