# Reads folder names from stdin, each with a Kconfig and a .config, and prints for each one JSON line: the value of every symbol as
# kconfiglib has it, and its minimal configuration; or what it says is wrong.
import json
import os
import sys

import kconfiglib

for folder in sys.stdin.read().split("\n"):
    if not folder:
        continue
    os.chdir(folder)
    try:
        tree = kconfiglib.Kconfig("Kconfig", warn=False)
        tree.load_config(".config")
        values = {symbol.name: symbol.str_value for symbol in tree.unique_defined_syms}
        tree.write_min_config("min.kconfiglib", header="")
        with open("min.kconfiglib") as file:
            print(json.dumps({"values": values, "min": file.read()}))
    except kconfiglib.KconfigError as error:
        print(json.dumps({"error": str(error)}))
