"""What the strategy computes: one JSON object a line in, one a line out."""
import json
import sys

import numpy
import pandas


def ping(_values):
    return {"numpy": numpy.__version__, "pandas": pandas.__version__}


def signal(values):
    prices = pandas.Series(values)
    fast, slow = prices.rolling(5).mean().iloc[-1], prices.rolling(20).mean().iloc[-1]
    volatility = float(numpy.std(numpy.diff(numpy.log(prices))))
    return {
        "signal": "buy" if fast > slow else "sell",
        "fast": round(float(fast), 4),
        "slow": round(float(slow), 4),
        "volatility": round(volatility, 6),
    }


COMMANDS = {"ping": ping, "signal": signal}

for line in sys.stdin:
    try:
        request = json.loads(line)
        reply = {"result": COMMANDS[request["command"]](request["values"])}
    except Exception as error:  # one bad request must not end the process
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
