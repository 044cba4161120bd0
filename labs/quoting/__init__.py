"""How well what is quoted answers, and the weights it is chosen by: `citewell eval quoting`."""
