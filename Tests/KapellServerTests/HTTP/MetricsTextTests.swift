import KapellServer
import Testing

@Suite("Metrics as text") struct MetricsTextTests {
    @Test("Each metric is named once, with its kind, before its samples") func kinds() {
        var metrics = MetricsText()
        metrics.add(.counter, "a_total", labels: "x=\"1\"", 2)
        metrics.add(.counter, "a_total", labels: "x=\"2\"", 2.5)
        metrics.add(.gauge, "b", 0)
        #expect(
            metrics.text == """
                # TYPE a_total counter
                a_total{x="1"} 2
                a_total{x="2"} 2.5
                # TYPE b gauge
                b 0

                """)
    }

    @Test("The name of a model is escaped, and cannot end its line") func escaping() {
        var metrics = MetricsText()
        metrics.add(.gauge, "kapell_model_loaded", labels: MetricsText.labels([("model", "C:\\a\"b\nc} 5")]), 1)
        #expect(
            metrics.text
                == "# TYPE kapell_model_loaded gauge\nkapell_model_loaded{model=\"C:\\\\a\\\"b\\nc} 5\"} 1\n")
    }

    @Test("Values that are no whole numbers, or too large for one, are written all the same")
    func values() {
        var metrics = MetricsText()
        for value in [1e300, .infinity, -0.5] { metrics.add(.gauge, "a", value) }
        #expect(metrics.text == "# TYPE a gauge\na 1e+300\na inf\na -0.5\n")
    }
}
