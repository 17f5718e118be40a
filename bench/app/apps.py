from heyi.core.resources.registry import HeyiApp


class BenchConfig(HeyiApp):
    name = "bench.app"
    label = "bench"
    verbose_name = "Bench"
