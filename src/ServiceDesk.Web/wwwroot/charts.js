// Draws what the server wrote into data-chart. The tables beside the charts say the same without it.
(() => {
  const shades = { percent: value => `${Math.round(value * 1000) / 10} %`, hours: value => `${value.toLocaleString(document.documentElement.lang)} h` };
  const drawn = new Map();
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--tblr-${name}`).trim();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

  function option(chart, width) {
    const language = document.documentElement.lang;
    const axis = shades[chart.unit] ?? (value => value.toLocaleString(language));
    const [text, line] = [colour("secondary"), colour("border-color")];
    const label = { color: text, fontSize: 12, fontFamily: colour("font-sans-serif") };
    const values = chart.series.flatMap(one => one.points.map(point => point.value)).filter(value => value != null);
    const lowest = Math.min(...values);
    // A narrow place has its legend below each other.
    const isNarrow = width < 420;
    const legend = chart.series.length > 1 ? isNarrow ? chart.series.length * 22 + 12 : 34 : 12;
    return {
      animation: !still, animationDuration: 300,
      aria: { enabled: true },
      grid: { left: 8, right: 12, top: legend, bottom: 4, containLabel: true },
      legend: { show: chart.series.length > 1, top: 0, left: 0, orient: isNarrow ? "vertical" : "horizontal", icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: label },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, backgroundColor: colour("bg-surface") || "#fff", borderColor: line,
        textStyle: { ...label, color: colour("body-color") },
        formatter: places => [places[0].axisValueLabel, ...places.map(place => `${place.seriesName}  ${place.data?.text ?? "–"}`)].join("\n"),
      },
      xAxis: { type: "category", data: chart.x, axisLabel: { ...label, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, boundaryGap: chart.series.some(one => one.shape === "bar") },
      yAxis: {
        type: "value", axisLabel: { ...label, formatter: axis }, splitLine: { lineStyle: { color: line } }, splitNumber: 4, minInterval: chart.unit === "count" ? 1 : 0, ...(chart.unit === "score" ? { min: 1, max: 5 } : {}),
        ...(chart.unit === "percent" ? lowest >= .8 ? { min: .8, max: 1, interval: .05 } : lowest >= .5 ? { min: .5, max: 1, interval: .1 } : { min: 0, max: 1, interval: .2 } : {}),
      },
      series: chart.series.map(one => ({
        name: one.name, type: one.shape === "bar" ? "bar" : "line", smooth: .2, smoothMonotone: "x", connectNulls: false, barMaxWidth: 22, symbolSize: 6, showSymbol: one.points.length < 40,
        areaStyle: one.shape === "area" ? { opacity: .12 } : undefined, lineStyle: { width: 2 },
        itemStyle: { color: colour(one.colour), borderRadius: one.shape === "bar" ? [3, 3, 0, 0] : 0 },
        data: one.points.map(point => ({ value: point.value ?? null, text: point.text, link: point.link, cursor: point.link ? "pointer" : "default" })),
      })),
    };
  }

  function draw(place) {
    const chart = JSON.parse(place.dataset.chart);
    const picture = echarts.init(place, null, { renderer: "svg" });
    picture.setOption(option(chart, place.clientWidth));
    picture.on("click", point => { if (point.data?.link) location.assign(point.data.link); });
    drawn.set(place, { picture, chart });
    size.observe(place);
  }

  const size = new ResizeObserver(changes => changes.forEach(change => drawn.get(change.target)?.picture.resize()));
  const drawAll = () => document.querySelectorAll(".chart[data-chart]").forEach(place => { if (!drawn.has(place)) draw(place); });

  drawAll();
  document.addEventListener("htmx:after:swap", drawAll);
  new MutationObserver(() => drawn.forEach(({ picture, chart }, place) => picture.setOption(option(chart, place.clientWidth), true)))
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
