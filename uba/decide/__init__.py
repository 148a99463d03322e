"""From observations to the frozen decision: calibration, fusion, budget, reasons."""
