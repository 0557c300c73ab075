"""Checks of one page: axe-core's WCAG rules, and what no rule engine knows of these pages. Each says what is wrong, in words."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import axe_playwright_python  # type: ignore[import-untyped]
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
NARROWEST = 320  # CSS pixels, WCAG 2.2 criterion 1.4.10
FINGER, MOUSE = 44, 24  # CSS pixels, WCAG 2.2 criteria 2.5.5 and 2.5.8

_RUN_AXE = """async rules => {
  const found = await axe.run({runOnly: {type: "tag", values: rules}, rules: {"target-size": {enabled: true}}});
  return found.violations.map(v => `axe ${v.id}: ${v.help}: ${v.nodes.map(n => n.html.slice(0, 160)).join(" | ")}`);
}"""

# On pages for fingers a link that stands alone is 24 px high, whatever is around it; axe's rule excepts those with space around.
_LOOK = """({lang, dir, narrowest, least}) => {
  const found = [], all = selector => Array.from(document.querySelectorAll(selector)), root = document.documentElement;
  const say = (what, node) => found.push(node ? `${what}: ${node.outerHTML.slice(0, 160)}` : what);
  if (root.lang !== lang) say(`lang is ${root.lang}`);
  if (root.dir !== dir || getComputedStyle(document.body).direction !== dir) say(`dir is ${root.dir}`);
  if (all("h1").length !== 1) say(`${all("h1").length} first headings`);
  if (all("main").length !== 1) say(`${all("main").length} main parts`);
  for (const node of all("[style], style, script:not([src])")) say("inline style or script", node);
  for (const node of all("*"))
    for (const name of node.getAttributeNames()) if (/^on/.test(name)) say(`inline ${name}`, node);
  const groups = new Map();
  for (const node of all("input[type=radio], input[type=checkbox]")) groups.set(node.name, node);
  for (const node of groups.values()) {
    const legend = node.closest("fieldset")?.querySelector(":scope > legend");
    if (!legend || !legend.textContent.trim()) say("a group without a legend", node);
  }
  for (const node of all("input:not([type=hidden]), textarea, select"))
    if (!node.labels.length || !node.labels[0].textContent.trim()) say("a control without a label", node);
  for (const node of all("table"))
    if (!node.caption || !node.caption.textContent.trim()) say("a table without a caption", node);
  const wide = document.scrollingElement.scrollWidth;
  if (window.innerWidth !== narrowest) say(`looked at ${window.innerWidth} px`);
  if (wide > narrowest) {
    const edges = node => node.getBoundingClientRect();
    const beyond = all("body *").filter(node => edges(node).right > narrowest + 1 || edges(node).left < -1);
    say(`${wide} px wide`, beyond[beyond.length - 1]);
  }
  const height = node => node.getBoundingClientRect().height;
  for (const node of all("button, [class~=govuk-button], input[type=radio], input[type=checkbox]"))
    if (height(node) < least) say(`only ${height(node)} px high`, node);
  const words = node => node.textContent.trim();
  for (const node of all("a[href]")) {
    const alone = words(node.closest("p, li, dd, dt, div, main, body")) === words(node);
    const hidden = node.getBoundingClientRect().width <= 1;
    if (least > 24 && alone && !hidden && height(node) < 24) say(`only ${height(node)} px high`, node);
  }
  return found;
}"""

_SUMMARY = """() => {
  const found = [], summary = document.querySelector("[role=alert]");
  if (!summary) return ["no error summary"];
  if (document.activeElement !== summary) found.push("the error summary has not got the focus");
  const links = Array.from(summary.querySelectorAll("a"));
  if (!links.length) found.push("the error summary has no link");
  for (const link of links) {
    const target = document.getElementById((link.getAttribute("href") || "").slice(1));
    if (!target || !target.matches("input, textarea, select, a[href]")) {
      found.push(`leads to no field: ${link.outerHTML}`);
      continue;
    }
    link.click();
    if (document.activeElement !== target) found.push(`does not move the focus to its field: ${link.outerHTML}`);
    const box = target.getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!seen || seen !== target && !target.contains(seen) && !seen.contains(target))
      found.push(`something covers the field: ${link.outerHTML}`);
    const said = (target.getAttribute("aria-describedby") || "").split(" ");
    if (target.matches("input, textarea") && !said.some(id => id.endsWith("-error") && document.getElementById(id)))
      found.push(`a field that does not tell its error: ${target.outerHTML.slice(0, 160)}`);
  }
  return found;
}"""


def problems(page: Page, *, lang: str = "en", direction: str = "ltr", least: int = FINGER) -> Iterator[str]:
    """Everything that is wrong with the page as it stands; shown at the narrowest width. `least` is the height of a button."""
    yield from page.evaluate(_LOOK, {"lang": lang, "dir": direction, "narrowest": NARROWEST, "least": least})
    page.evaluate(AXE)
    yield from page.evaluate(_RUN_AXE, list(RULES))


def problems_of_error_summary(page: Page) -> Sequence[str]:
    """What is wrong with how a page says that an answer must be mended; it must have just been loaded, with scripts."""
    found: list[str] = page.evaluate(_SUMMARY)
    return found
