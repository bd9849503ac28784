// Runs in every page before its own scripts: notes what was painted and when the main thread was long at work.
(({ present, absent }) => {
  const noted = { fcp: null, lcp: null, tasks: [], shown: null };
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("paint", (one) => {
    if (one.name === "first-contentful-paint") noted.fcp = one.startTime;
  });
  watch("largest-contentful-paint", (one) => {
    noted.lcp = one.startTime;
  });
  watch("longtask", (one) => noted.tasks.push({ at: one.startTime, ms: one.duration }));

  // Resolves with the time of the first frame in which something holds on the page.
  const painted = (holds) =>
    new Promise((done) => {
      const look = () => {
        if (!holds()) return;
        changes.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done(performance.now());
          port2.postMessage(null);
        });
      };
      const changes = new MutationObserver(look);
      changes.observe(document, { childList: true, subtree: true, attributes: true });
      look();
    });
  const there = (wanted, unwanted) =>
    document.querySelector(wanted) !== null && (!unwanted || document.querySelector(unwanted) === null);

  globalThis.bench = {
    noted,
    loaded: painted(() => there(present, absent)).then((at) => {
      noted.shown = at;
    }),
    // Resolves once the browser has told of both paints, which it does a while after them.
    told: () =>
      new Promise((done) => {
        const timer = setInterval(() => {
          if (noted.fcp === null || noted.lcp === null) return;
          clearInterval(timer);
          done(performance.now());
        }, 50);
      }),
    // Resolves once nothing has changed on the page for a while.
    still: (ms) =>
      new Promise((done) => {
        const end = () => {
          changes.disconnect();
          done(performance.now());
        };
        let timer = setTimeout(end, ms);
        const changes = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(end, ms);
        });
        changes.observe(document, { childList: true, subtree: true, attributes: true });
      }),
    // From the click on a link to the frame that shows the page behind it, another heading than before.
    expect(path, wanted, unwanted) {
      const before = document.querySelector("main h1");
      let clicked = null;
      addEventListener("click", (event) => { clicked = event.timeStamp; }, { capture: true, once: true });
      globalThis.bench.arrived = painted(() => {
        const heading = document.querySelector("main h1");
        return location.pathname === path && heading !== before && there(wanted, unwanted);
      }).then((at) => at - clicked);
    },
  };
})
