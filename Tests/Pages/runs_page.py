"""The page of runs, driven by studio_test.py: begins the legal analyser's workflow, watches its graph light up,
approves, looks at steps, and forks."""

STATUS = "return document.getElementById('detail').dataset.status"
LIGHTS = """return Object.fromEntries([...document.querySelectorAll('#graph-box [data-node]')].map((node) =>
    [node.dataset.node, ['running', 'done', 'waiting', 'failed'].find((name) => node.classList.contains(name)) ?? '']))"""
WIDE = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# Notes each light that a node ever had, from before the run begins.
RECORD = """
    window.seenLights = new Set();
    new MutationObserver((changes) => {
        for (const { target } of changes) {
            const node = target.closest?.('[data-node]');
            if (node) for (const name of node.classList) window.seenLights.add(`${node.dataset.node} ${name}`);
        }
    }).observe(document.getElementById('graph-box'), { subtree: true, attributes: true, attributeFilter: ['class'] })"""


def check_runs(browser, report, options, name="review"):
    browser.look(1400, 900, "light")
    browser.go(options.base + "/ui/runs.html")
    shown = browser.wait("return document.querySelectorAll('.workflow').length", 20)
    if not report.check("The page of runs lists the workflows", shown):
        return
    browser.run(RECORD)
    browser.click(f'.workflow details[data-workflow="{name}"] summary')
    browser.click(f'.workflow details[data-workflow="{name}"] form button')
    status = browser.wait(STATUS + " === 'waiting'", options.timeout)
    lights = browser.run(LIGHTS)
    browser.screenshot(options.folder / "run-waiting.png")
    if not report.check("A run is begun, and asks for approval", status, str(lights)):
        return
    report.check("The graph shows what is done and what waits",
                 lights.get("extract") == "done" and lights.get("approve") == "waiting" and lights.get("write") == "",
                 str(lights))
    report.check("The question shows what is to be approved", browser.run(
        "return document.querySelector('.question p').textContent.includes('4 findings')"
        " && document.querySelector('.question pre').textContent.includes('Deposit')"))
    report.check("The steps have their items and times", browser.run(
        "return document.querySelectorAll('#step-list > li').length === 10"
        " && [...document.querySelectorAll('#step-list .took')].some((took) => /ms|s/.test(took.textContent))"))
    browser.click('#step-list > li[data-name="extract"] summary')
    report.check("A step tells its item, its effect and what it wrote", browser.wait("""
        const text = document.querySelector('#step-list > li[data-name="extract"] .step-body').innerText;
        return text.includes('question') && text.includes('clause') && text.includes('ask')""", 10))
    browser.click('#step-list > li[data-name="extract"] .step-body button')
    report.check("The state before a step is shown", browser.wait("""
        return document.querySelector('#step-list > li[data-name="extract"] [aria-label="State before this step"]')
            ?.textContent.includes('ARTICLE 1')""", 10))
    browser.screenshot(options.folder / "run-step.png")
    browser.look(1400, 900, "dark")
    browser.run("scrollTo(0, 0)")
    browser.screenshot(options.folder / "run-dark.png")
    browser.look(360, 740, "light")
    report.check("The page of runs is not wider than a telephone", browser.run(WIDE))
    browser.screenshot(options.folder / "run-mobile.png")
    browser.look(1400, 900, "light")

    browser.click(".question .approve")
    done = browser.wait(STATUS + " === 'succeeded'", options.timeout)
    report.check("Approved, the run goes on and is finished", done, browser.run(STATUS))
    report.check("Each node of the graph is done at the end",
                 browser.wait("return [...document.querySelectorAll('#graph-box [data-node]')]"
                              ".every((node) => node.classList.contains('done'))", 10))
    seen = browser.run("return [...window.seenLights]")
    report.check("Nodes lit up while the run went on", any(light.endswith(" running") for light in seen), str(seen))
    report.check("The report is in the state", browser.run(
        "return JSON.parse(document.getElementById('state-text').textContent).report.startsWith('reports/')"))
    browser.screenshot(options.folder / "run-done.png")

    first = browser.run("return location.hash")
    browser.click("#run-fork")
    browser.run("document.querySelector('#fork-form textarea').value = '{\"approved\": false}'")
    browser.click("#fork-form .first")
    report.check("A fork is another run", browser.wait(f"return location.hash !== {first!r}", 20))
    browser.go(options.base + "/ui/runs.html")
    report.check("The list has both runs", browser.wait("return document.querySelectorAll('.run').length >= 2", 20))
    browser.click(".run:last-child")
    report.check("A run of the past is opened, whole", browser.wait(
        "return document.querySelectorAll('#step-list > li').length > 0"
        " && document.querySelectorAll('#graph-box .node.done').length > 0", 20))
    browser.screenshot(options.folder / "runs.png")

    browser.go(options.base + "/ui/runs.html")
    browser.wait("return document.querySelectorAll('.workflow').length", 20)
    browser.click(f'.workflow details[data-workflow="{name}"] summary')
    browser.click(f'.workflow details[data-workflow="{name}"] form button')
    browser.wait(STATUS + " === 'waiting'", options.timeout)
    browser.click("#run-cancel")
    browser.wait(STATUS + " === 'cancelled'", 20)
    browser.click("#run-undo")
    browser.screenshot(options.folder / "run-undo.png")
    browser.click("#undo-form .first")
    report.check("A run that was cancelled is taken back, after a question", browser.wait(
        "return document.querySelector('#undo-report')?.textContent.includes('nothing to take back')", 20))
