#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The fleet's page in a real browser: filter, sort, keys, links, no errors, no requests.

Needs Debian's chromium and chromium-driver, and nothing else but python3: what the driver
is asked goes over HTTP as the W3C's WebDriver has it. Skipped where they are not there.
BROWSER_SHOTS=DIR keeps pictures of the pages, to be looked at.
"""
import base64
import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse

BUILD = pathlib.Path.cwd()
WORK = BUILD / "browser.out"
FLEETPAGE = BUILD / "tests/support/fleetpage"
SHOTS = os.environ.get("BROWSER_SHOTS")
SKIP, ELEMENT = 77, "element-6066-11e4-a52e-4f735466cecf"
SERVERS = 120
failed = []
checks = 0


def check(what, ok, got=None):
    global checks
    checks += 1
    if not ok:
        failed.append(what)
        print(f"FAIL: {what}" + ("" if got is None else f": {got!r}"))


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIP)


def find(*names):
    return next((path for path in map(shutil.which, names) if path), None)


class Driver:
    """chromedriver on a port of its own."""

    def __init__(self, program):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.log = open(WORK / "chromedriver.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            [program, f"--port={self.port}"], stdout=self.log, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, env={**os.environ, "HOME": str(WORK)})
        end = time.monotonic() + 15
        while True:
            try:
                if self.ask("GET", "/status")["ready"]:
                    return
            except OSError:
                pass
            if time.monotonic() > end or self.process.poll() is not None:
                self.close()
                skip("chromedriver does not start")
            time.sleep(0.05)

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(f"{method} {path}: {answer['error']}: {answer['message']}")
        return answer

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


class Browser:
    """One session for all: to start one takes longer than most of what is tried in it."""

    def __init__(self, driver, binary):
        options = {
            "binary": binary,
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu",
                     "--disable-dev-shm-usage", "--disable-background-networking",
                     "--no-first-run", "--hide-scrollbars", "--force-prefers-reduced-motion",
                     "--window-size=1280,1000"],
        }
        self.driver = driver
        try:
            answer = driver.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        except RuntimeError as e:
            skip(f"chromium does not start: {e}")
        self.path = "/session/" + answer["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.ask("DELETE", self.path)

    def post(self, what, body):
        return self.driver.ask("POST", f"{self.path}/{what}", body)

    def open(self, file, fragment=""):
        self.post("url", {"url": file.as_uri() + fragment})

    def run(self, script, *args):
        return self.post("execute/sync", {"script": script, "args": list(args)})

    def element(self, css):
        return self.post("element", {"using": "css selector", "value": css})[ELEMENT]

    def click(self, css):
        self.post(f"element/{self.element(css)}/click", {})

    def type(self, css, text):
        self.post(f"element/{self.element(css)}/value", {"text": text})

    def cdp(self, command, **params):
        return self.post("goog/cdp/execute", {"cmd": command, "params": params})

    def phone(self, is_one):
        if is_one:
            self.cdp("Emulation.setDeviceMetricsOverride", width=390, height=844,
                     deviceScaleFactor=2, mobile=True)
        else:
            self.cdp("Emulation.clearDeviceMetricsOverride")

    def scheme(self, name):
        self.cdp("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": name}])

    def scripts(self, run):
        self.cdp("Emulation.setScriptExecutionDisabled", value=not run)

    def keys(self, *keys):
        actions = [{"type": kind, "value": key} for key in keys
                   for kind in ("keyDown", "keyUp")]
        self.post("actions", {"actions": [{"type": "key", "id": "k", "actions": actions}]})

    def pick(self, css, value):
        self.click(f"{css} option[value='{value}']")

    def logs(self, kind):
        return self.post("se/log", {"type": kind})

    def shot(self, name):
        if not SHOTS:
            return
        pathlib.Path(SHOTS).mkdir(parents=True, exist_ok=True)
        size = self.run("return [document.documentElement.scrollWidth,"
                        " document.documentElement.scrollHeight]")
        picture = self.cdp("Page.captureScreenshot", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": size[0], "height": min(size[1], 6000),
            "scale": 1})["data"]
        (pathlib.Path(SHOTS) / f"{name}.png").write_bytes(base64.b64decode(picture))


ENTER, ESCAPE, DOWN, UP = "\ue007", "\ue00c", "\ue015", "\ue013"
ROWS = "return [...document.querySelectorAll('table.grid tbody tr')]"
NAMES = ROWS + ".filter(r => !r.hidden).map(r => r.querySelector('th').textContent)"
FOCUS = "const a = document.activeElement; return a.id || a.textContent"


def make(kind, n, lang):
    folder = WORK / f"{kind}-{n}-{lang}"
    if folder.exists():
        return folder
    subprocess.run([FLEETPAGE, folder, kind, str(n), "1", lang], check=True, cwd=BUILD,
                   timeout=60)
    return folder


def watch(browser, what):
    """No script complained, nothing was asked for but files of this folder."""
    errors = [e["message"] for e in browser.logs("browser")
              if e["level"] in ("SEVERE", "WARNING")]
    check(f"{what}: no script errors", not errors, errors)
    urls = []
    for entry in browser.logs("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            urls.append(message["params"]["request"]["url"])
    outside = [u for u in urls if not u.startswith(WORK.as_uri())]
    check(f"{what}: the log of requests works", urls)
    check(f"{what}: no requests to others", not outside, outside)


def links_resolve(browser, folder, what):
    hrefs = browser.run("return [...document.querySelectorAll('a')]"
                        ".map(a => [a.href, a.protocol])")
    check(f"{what}: has links", len(hrefs) > 10, len(hrefs))
    for href, protocol in hrefs:
        check(f"{what}: a file", protocol == "file:", href)
        url = urllib.parse.urlparse(href)
        path = pathlib.Path(urllib.parse.unquote(url.path))
        check(f"{what}: {href} resolves", path.exists() and folder in path.parents)
        if url.fragment and path.name.startswith("fleet"):
            check(f"{what}: #{url.fragment} is there",
                  f'id="{url.fragment}"' in path.read_text(encoding="utf-8"))


def filters(browser):
    count = lambda: len(browser.run(NAMES))
    browser.type("#words", "sql")
    names = browser.run(NAMES)
    check("filter by a word", names and all("SQL" in n for n in names), names)
    check("the count is told", str(len(names)) in browser.run(
        "return document.getElementById('shown').textContent"))
    browser.type("#words", " no-such-server")
    check("nothing fits", count() == 0)
    check("which is said", not browser.run("return document.getElementById('none-left').hidden"))
    browser.keys(ESCAPE)
    browser.run("return new Promise(done => setTimeout(done))")
    check("escape takes the filter away", count() == SERVERS, count())
    browser.pick("#state", "problems")
    check("filter by state", browser.run(
        ROWS + ".every(r => r.hidden !== r.classList.contains('problems'))") and count())
    browser.pick("#verdict", "confirmed")
    check("filter by verdict", browser.run(
        ROWS + ".filter(r => !r.hidden).every(r => r.querySelector('td.confirmed'))")
        and 0 < count() < SERVERS)
    browser.click("button[type=reset]")
    browser.run("return new Promise(done => setTimeout(done))")
    browser.click("#fresh")
    check("only new or changed", browser.run(
        ROWS + ".filter(r => !r.hidden).every(r => r.matches('.fresh, .moved'))")
        and 0 < count() < SERVERS)
    browser.click("button[type=reset]")
    browser.run("return new Promise(done => setTimeout(done))")
    check("clear shows all", count() == SERVERS, count())


def sorts(browser):
    first = browser.run(NAMES)
    head = "table.grid thead th:nth-child(1) button"
    sort_of = "return document.querySelectorAll('table.grid thead th')[arguments[0]].getAttribute('aria-sort')"
    browser.click(head)
    names = browser.run(ROWS + ".map(r => r.querySelector('th .name').textContent)")
    check("sorted by name", names == browser.run(
        "return arguments[0].slice().sort(new Intl.Collator('en', {numeric: true}).compare)",
        names))
    check("which is told", browser.run(sort_of, 0) == "ascending")
    browser.keys(ENTER)  # the button that was clicked has the focus
    check("downwards by a key", browser.run(sort_of, 0) == "descending")
    check("the order is turned", browser.run(
        ROWS + ".map(r => r.querySelector('th .name').textContent)")[0] == names[-1])
    browser.keys(" ")
    check("as it came", browser.run(sort_of, 0) is None and browser.run(NAMES) == first)
    browser.click("table.grid thead th:nth-child(5) button")
    ages = browser.run(ROWS + ".map(r => Number(r.cells[4].dataset.v))")
    check("oldest data first", ages == sorted(ages, reverse=True))
    browser.click("table.grid thead th:nth-child(6) button")
    settled = int(browser.run(
        "return document.querySelector('table.grid thead .v .settled').textContent"))
    there = browser.run(
        ROWS + ".map(r => r.cells[5].matches('.confirmed, .likely') &&"
        " !r.cells[5].matches('.gone, .unseen'))")
    check("a cause's servers first", settled > 0 and all(there[:settled])
          and not any(there[settled:]), (settled, there))
    browser.click("button[type=reset]")
    browser.run("return new Promise(done => setTimeout(done))")
    check("clear brings the order back", browser.run(NAMES) == first)


def keys(browser):
    browser.run("document.activeElement.blur()")
    browser.keys("/")
    check("slash goes to the filter", browser.run(FOCUS) == "words", browser.run(FOCUS))
    check("and is not typed", browser.run("return document.getElementById('words').value") == "")
    names = browser.run(ROWS + ".map(r => r.querySelector('th .name').textContent)")
    browser.run("document.querySelector('table.grid tbody a').focus()")
    browser.keys(DOWN, DOWN, UP)
    check("arrows go from server to server", browser.run(FOCUS) == names[1])
    browser.run("document.activeElement.blur()")
    order = browser.run(
        "return [...document.querySelectorAll('a, button, input, select, summary,"
        " [tabindex]')].filter(e => e.tabIndex > 0).length")
    check("no tab order of its own", order == 0)
    browser.run("document.querySelector('table.grid tbody a').focus()")
    browser.keys(ENTER)
    check("enter opens the server's page", "/servers/" in browser.run("return location.href"))


def weak_columns(browser):
    shown = "return getComputedStyle(document.querySelector('table.grid .v.w')).display"
    check("columns that tell nothing are folded", browser.run(shown) == "none")
    browser.click("#weak")
    check("and are shown on demand", browser.run(shown) == "table-cell")
    browser.click("#weak")


def wide(browser, lang):
    folder = make("fleet", SERVERS, lang)
    browser.open(folder / "fleet.html")
    check(f"{lang}: the language", browser.run("return document.documentElement.lang") == lang)
    links_resolve(browser, folder, lang)
    browser.shot(f"wide-{lang}")
    filters(browser)
    sorts(browser)
    weak_columns(browser)
    browser.open(folder / "fleet.html", "#resolved")
    check(f"{lang}: a link opens what is folded", browser.run(
        "return document.querySelector('#resolved > details').open"))
    check(f"{lang}: the page is not wider than the window", browser.run(
        "return document.documentElement.scrollWidth <= innerWidth"))
    keys(browser)
    watch(browser, lang)


def without_script(browser):
    browser.scripts(False)
    browser.open(make("fleet", SERVERS, "en") / "fleet.html")
    check("no script: it did not run",
          browser.run("return document.getElementById('controls').hidden"))
    check("no script: all servers", len(browser.run(NAMES)) == SERVERS)
    check("no script: no dead buttons", browser.run(
        "return [...document.querySelectorAll('button')].every(b => !b.offsetParent)"))
    check("no script: cells say it in words", browser.run(
        "return [...document.querySelectorAll('td.confirmed')]"
        ".every(c => c.textContent.startsWith('confirmed'))"))
    check("no script: and more when pointed at", browser.run(
        "return [...document.querySelectorAll('td.unseen')].every(c => c.title)"))
    browser.click("#resolved summary")
    check("no script: folds open", browser.run(
        "return document.querySelector('#resolved .entries').offsetHeight > 0"))
    weak_columns(browser)
    browser.scripts(True)


def phone(browser, lang):
    browser.phone(True)
    browser.open(make("fleet", SERVERS, lang) / "fleet.html")
    browser.shot(f"phone-{lang}")
    widths = browser.run("return [document.documentElement.scrollWidth, innerWidth]")
    check(f"phone, {lang}: nothing sticks out", widths == [390, 390], widths)
    check(f"phone, {lang}: what it is stands in words", browser.run(
        "return [...document.querySelectorAll('table.grid tr.problems td:nth-child(4)')]"
        ".some(c => c.offsetHeight > 0 && c.textContent)"))
    size = browser.run("return parseFloat(getComputedStyle(document.querySelector("
                       "'table.grid td:nth-child(4)')).fontSize)")
    check(f"phone, {lang}: large enough to read", size >= 14, size)
    browser.pick("#sort", "0")
    names = browser.run(ROWS + ".map(r => r.querySelector('th .name').textContent)")
    check(f"phone, {lang}: sorts", names[0] < names[-1], names[:3])
    watch(browser, f"phone, {lang}")
    browser.phone(False)


def hostile(browser):
    browser.open(make("hostile", 60, "en") / "fleet.html")
    browser.shot("hostile")
    check("hostile: one script", browser.run("return document.scripts.length") == 1)
    check("hostile: no images or frames", browser.run(
        "return document.querySelectorAll('img, iframe, object, link, base').length") == 0)
    check("hostile: links stay in the folder", browser.run(
        "return [...document.querySelectorAll('a')].every(a => a.protocol === 'file:'"
        " && !a.host)"))
    check("hostile: names are text", browser.run(
        "return document.body.textContent.includes('<script>alert(1)</script>')"))
    check("hostile: nothing turns the line", browser.run(
        "return !/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.textContent)"))
    check("hostile: not wider than the window", browser.run(
        "return document.documentElement.scrollWidth <= innerWidth"))
    browser.type("#words", "<script>")
    check("hostile: can be filtered", 0 < len(browser.run(NAMES)) < 60)
    watch(browser, "hostile")


def dark(browser):
    browser.scheme("dark")
    browser.open(make("fleet", SERVERS, "en") / "fleet.html")
    colour = browser.run("return getComputedStyle(document.body).backgroundColor")
    check("dark follows the reader", sum(map(int, colour[4:-1].split(","))) < 150, colour)
    browser.shot("dark")
    browser.scheme("light")


def paged(browser):
    folder = make("fleet", 2100, "en")
    start = time.monotonic()
    browser.open(folder / "fleet.html")
    opened = time.monotonic() - start
    print(f"1,000 servers: {(folder / 'fleet.html').stat().st_size} bytes, "
          f"open in {opened:.2f} s")
    check("1,000 servers open quickly", opened < 10, opened)
    check("1,000 on a page", len(browser.run(NAMES)) == 1000)
    start = time.monotonic()
    browser.type("#words", "sql")
    browser.click("table.grid thead th:nth-child(1) button")
    print(f"filtered and sorted in {time.monotonic() - start:.2f} s")
    browser.click(".pages a[href='fleet-3.html']")
    check("the last page has the rest", len(browser.run(NAMES)) == 100)
    browser.click(".back a")
    check("and leads back", browser.run("return location.pathname").endswith("/fleet.html"))
    watch(browser, "paged")


def night(browser):
    """What the nightly job itself writes: names and pages of the samples."""
    out = WORK / "night"
    run = subprocess.run(
        [BUILD / "marslog", "batch", "--quiet", "--lang", "ja", "--settle", "0",
         "--as-of", "2026-11-22", "--out", out, BUILD / "bundles"],
        cwd=BUILD, timeout=120, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    check("night: the job ran", run.returncode in (0, 1, 3), run.stderr[-300:])
    browser.open(out / "fleet.html")
    links_resolve(browser, out, "night")
    servers = browser.run("return [...document.querySelectorAll('table.grid th a')].map(a => a.href)")
    check("night: servers have pages", len(servers) > 10, len(servers))
    for href in servers[:3] + [h for h in servers if "%" in h][:1]:
        browser.post("url", {"url": href})
        check(f"night: {href} is a report", browser.run(
            "return document.querySelectorAll('section.server').length") == 1)
    watch(browser, "night")


def main():
    binary = find("chromium", "chromium-browser", "google-chrome")
    program = find("chromedriver")
    if not binary or not program:
        skip("needs chromium and chromium-driver")
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    driver = Driver(program)
    try:
        with Browser(driver, binary) as browser:
            for lang in ("en", "ja"):
                wide(browser, lang)
                phone(browser, lang)
            without_script(browser)
            hostile(browser)
            dark(browser)
            paged(browser)
            night(browser)
    finally:
        driver.close()
    print(f"fleet.py: {checks} checks, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
