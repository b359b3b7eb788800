"""A draft -> what came of it: tasks, reasons, workload, outlook of each tool, forecast."""
