// The look of the page: calm, readable in light and in dark, on a telephone and on paper. Nothing is loaded.

export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --card: #ffffff; --line: #dfe3e6; --text: #1d2529; --soft: #566169;
  --good: #1c7a4a; --bad: #b3362b; --wait: #8a5d00; --other: #5b6b76; --accent: #245f9e; --track: #e9edf0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #13171a; --card: #1b2125; --line: #313a40; --text: #e6eaec; --soft: #a4b0b7;
    --good: #5cc48c; --bad: #f28b80; --wait: #e0b45c; --other: #9aabb6; --accent: #86b7ea; --track: #2a3238;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main, header, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.25rem; }
footer { padding-top: 1rem; padding-bottom: 2.5rem; color: var(--soft); font-size: .875rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; font-weight: 650; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; font-weight: 650; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; font-weight: 650; overflow-wrap: anywhere; }
p { margin: .35rem 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem 1.4rem; margin: 1.1rem 0; }
.verdict { border-left: .4rem solid var(--other); }
.verdict.good { border-left-color: var(--good); } .verdict.bad { border-left-color: var(--bad); } .verdict.wait { border-left-color: var(--wait); }
.verdict strong { font-size: 1.1rem; }
.good strong, .word.good { color: var(--good); } .bad strong, .word.bad { color: var(--bad); } .wait strong, .word.wait { color: var(--wait); }
.word { font-weight: 600; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .9rem 1.5rem; margin: .5rem 0 1.5rem; }
.figures div { border-top: 2px solid var(--line); padding-top: .45rem; }
.figures dt { color: var(--soft); font-size: .85rem; } .figures dd { margin: 0; font-size: 1.45rem; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.3; }
code { font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--track); border-radius: .3rem; padding: .1em .35em; overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
pre { margin: .6rem 0 .2rem; padding: .7rem .9rem; background: var(--track); border-radius: .4rem; overflow-x: auto; max-width: 100%; }
pre code { background: none; padding: 0; }
table { width: 100%; border-collapse: collapse; font-size: .93rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: .85rem; overflow-wrap: normal; }
tbody th { font-weight: 500; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 0; padding-left: .75rem; overflow-wrap: normal; }
.number + td:not(.number), .number + th:not(.number) { padding-left: 1.25rem; }
table.bars th { width: 32%; } table.bars td.bar { width: 52%; vertical-align: middle; padding-right: 0; }
svg { display: block; width: 100%; overflow: hidden; border-radius: 2px; }
svg.bar { height: .8rem; background: var(--track); }
svg.course { height: 11rem; background: linear-gradient(var(--line), var(--line)) 0 100% / 100% 1px no-repeat; border-radius: 0; }
.fill-good { fill: var(--good); } .fill-bad { fill: var(--bad); } .fill-wait { fill: var(--wait); } .fill-other { fill: var(--other); }
.area-good { fill: var(--good); opacity: .85; } .area-bad { fill: var(--bad); opacity: .9; }
.line-total { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 5 4; vector-effect: non-scaling-stroke; }
.axis { display: flex; justify-content: space-between; color: var(--soft); font-size: .82rem; gap: 1rem; font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; list-style: none; padding: 0; margin: .6rem 0 0; font-size: .85rem; color: var(--soft); }
.legend span { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .4rem; vertical-align: baseline; }
.legend .good { background: var(--good); } .legend .bad { background: var(--bad); } .legend .wait { background: var(--wait); } .legend .other { background: var(--other); }
figure { margin: 0 0 1.5rem; } figure:last-child { margin-bottom: 0; } figcaption { font-weight: 600; margin-bottom: .6rem; }
.cause { border-top: 1px solid var(--line); padding: .9rem 0 .35rem; } .cause:first-of-type { border-top: 0; padding-top: 0; }
.cause h3 { margin-top: 0; display: flex; gap: .75rem; justify-content: space-between; align-items: baseline; }
dl.facts { display: grid; grid-template-columns: minmax(6.5rem, max-content) 1fr; gap: .3rem 1rem; margin: .5rem 0; font-size: .95rem; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
ul { margin: .25rem 0; padding-left: 1.2rem; } li { overflow-wrap: anywhere; }
dd ul { padding-left: 0; list-style: none; margin: 0; } dd li { margin-bottom: .2rem; }
details > summary { cursor: pointer; color: var(--accent); font-weight: 500; padding: .15rem 0; }
.digest { font-size: .8rem; }
.scroll { overflow-x: auto; } .scroll table { min-width: 40rem; }
@media (max-width: 40rem) {
  main, header, footer { padding-left: .8rem; padding-right: .8rem; }
  section { padding: 1rem; }
  dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .5rem; }
  table.bars tr { display: grid; grid-template-columns: 1fr auto; border-top: 1px solid var(--line); padding: .35rem 0; }
  table.bars thead { display: none; } table.bars th, table.bars td { border: 0; width: auto !important; padding: .1rem 0; } table.bars td.bar { grid-column: 1 / -1; grid-row: 2; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --line: #bbb; --text: #000; --soft: #444; --good: #1c7a4a; --bad: #b3362b; --wait: #8a5d00; --other: #5b6b76; --track: #eee; }
  body { font-size: 11pt; } section, figure, .cause, tr { break-inside: avoid; } section { border-radius: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
