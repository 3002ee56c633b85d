"""Unit spellings: what people write for a unit or a currency, word by word, and the code that is meant."""

from collections.abc import Mapping

# One word, folded -> its code. A plural with "s", the capitals of a code and the name of a currency need no entry.
SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys(("rmb", "cnh", "yuan", "renminbi", "chinese yuan", "cn¥", "元", "人民币"), "CNY"),
    **dict.fromkeys(("ntd", "nt$", "taiwan dollar"), "TWD"),
    **dict.fromkeys(("us$", "us dollar", "american dollar"), "USD"),
    **dict.fromkeys(("a$", "au$"), "AUD"),
    **dict.fromkeys(("c$", "ca$"), "CAD"),
    **dict.fromkeys(("hk$",), "HKD"),
    **dict.fromkeys(("s$", "sg$"), "SGD"),
    **dict.fromkeys(("r$", "real", "reais"), "BRL"),
    **dict.fromkeys(("€",), "EUR"),
    **dict.fromkeys(("£", "pound", "british pound", "sterling", "quid"), "GBP"),
    **dict.fromkeys(("yen", "japanese yen", "jp¥", "円"), "JPY"),
    **dict.fromkeys(("₩", "won", "south korean won", "korean won"), "KRW"),
    **dict.fromkeys(("₹", "rs", "indian rupee"), "INR"),
    **dict.fromkeys(("franc", "sfr", "swiss franc"), "CHF"),
    **dict.fromkeys(("sdr", "special drawing right"), "XDR"),
    **dict.fromkeys(("percent", "per cent", "pct", "percentage", "prozent"), "%"),
    **dict.fromkeys(("percentage point", "ppt", "ppts", "%-point"), "pp"),
    **dict.fromkeys(("bps", "bip", "basis point", "bpt"), "bp"),
    **dict.fromkeys(("people", "persons", "human", "individual", "men", "women", "children"), "person"),
    **dict.fromkeys(("fte", "staff", "headcount", "worker", "job", "staffer"), "employee"),
    **dict.fromkeys(("licence", "license", "subscription"), "seat"),
    **dict.fromkeys(("stock", "ordinary share", "equity share"), "share"),
    **dict.fromkeys(("account", "customer", "subscriber", "mau", "dau", "wau"), "user"),
    **dict.fromkeys(("tok", "toks"), "token"),
    **dict.fromkeys(("1k tokens", "1,000 tokens", "1000 tokens", "k tokens", "thousand tokens", "ktokens"), "ktok"),
    **dict.fromkeys(("1m tokens", "1,000,000 tokens", "1000000 tokens", "m tokens", "million tokens"), "Mtok"),
    **dict.fromkeys(
        ("mtokens", "mtoks", "1m tok", "m tok", "1mtok", "1m", "1m token", "million token", "mtoken"), "Mtok"
    ),
    **dict.fromkeys(("1k tok", "1ktok", "1k", "1k token", "thousand token", "ktoken"), "ktok"),
    **dict.fromkeys(("1m characters", "1m chars", "million characters", "m characters"), "Mchar"),
    **dict.fromkeys(("1k characters", "1k chars", "1,000 characters", "1000 characters"), "kchar"),
    **dict.fromkeys(("1k requests", "1,000 requests", "1000 requests", "thousand requests"), "krequest"),
    **dict.fromkeys(("1k calls", "1,000 calls", "1000 calls", "thousand calls"), "kcall"),
    **dict.fromkeys(("1k queries", "1,000 queries", "1000 queries", "thousand queries"), "kquery"),
    **dict.fromkeys(("1k images", "1,000 images", "1000 images", "thousand images"), "kimage"),
    **dict.fromkeys(("req", "reqs", "api request"), "request"),
    **dict.fromkeys(("api call", "tool call"), "call"),
    **dict.fromkeys(("img", "picture"), "image"),
    **dict.fromkeys(("param", "params", "weight"), "parameter"),
    **dict.fromkeys(("tpu", "npu", "accelerator", "processor", "asic"), "chip"),
    **dict.fromkeys(("graphics card", "gpus"), "GPU"),
    **dict.fromkeys(("gpu-hour", "gpu hour", "gpu-hours", "gpu hours", "gpuh", "gpu hrs"), "GPU_hour"),
    **dict.fromkeys(("tpu-hour", "tpu hour", "chip-hour", "chip hour", "chip hours", "chip-hours"), "chip_hour"),
    **dict.fromkeys(("floating point operation", "floating-point operation"), "FLOP"),
    **dict.fromkeys(("byte", "octet"), "B"),
    **dict.fromkeys(("kilobyte",), "kB"),
    **dict.fromkeys(("megabyte",), "MB"),
    **dict.fromkeys(("gigabyte", "gig"), "GB"),
    **dict.fromkeys(("terabyte",), "TB"),
    **dict.fromkeys(("watt",), "W"),
    **dict.fromkeys(("kilowatt",), "kW"),
    **dict.fromkeys(("megawatt",), "MW"),
    **dict.fromkeys(("gigawatt",), "GW"),
    **dict.fromkeys(("terawatt",), "TW"),
    **dict.fromkeys(("kilowatt hour", "kilowatt-hour"), "kWh"),
    **dict.fromkeys(("megawatt hour", "megawatt-hour"), "MWh"),
    **dict.fromkeys(("gigawatt hour", "gigawatt-hour"), "GWh"),
    **dict.fromkeys(("terawatt hour", "terawatt-hour"), "TWh"),
    **dict.fromkeys(("joule",), "J"),
    **dict.fromkeys(("times", "×", "fold", "-fold", "multiple"), "x"),
    **dict.fromkeys(("s", "sec", "secs"), "second"),
    **dict.fromkeys(("min", "mins"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hourly"), "hour"),
    **dict.fromkeys(("d", "daily"), "day"),
    **dict.fromkeys(("wk", "weekly"), "week"),
    **dict.fromkeys(("mo", "mth", "monthly"), "month"),
    **dict.fromkeys(("y", "yr", "yrs", "annum", "annually", "yearly"), "year"),
    **dict.fromkeys(("msec", "millisecond"), "ms"),
    **dict.fromkeys(("elo", "elo point", "mark"), "score"),
    **dict.fromkeys(("place", "position", "ranking"), "rank"),
}

# Whole units that are one word, folded -> their code.
WHOLE_SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys(("tps", "tok/s", "t/s"), "token/second"),
    **dict.fromkeys(("tpm",), "token/minute"),
    **dict.fromkeys(("rps", "qps"), "request/second"),
    **dict.fromkeys(("rpm",), "request/minute"),
    **dict.fromkeys(("rpd",), "request/day"),
    **dict.fromkeys(("flop/s", "flops/s"), "FLOP/second"),
}

# One word, folded -> its code, and what to mind.
NOTED: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("$", "dollar", "buck"), ("USD", "if US dollars are meant")),
    **dict.fromkeys(("gbx", "pence", "penny", "penny sterling"), ("GBP", "250 GBX is 2.50 GBP")),
    **dict.fromkeys(("zac",), ("ZAR", "divide by 100, since 250 ZAc is 2.50 ZAR")),
    **dict.fromkeys(("ila", "agorot", "agora"), ("ILS", "divide by 100, since 250 ILA is 2.50 ILS")),
    **dict.fromkeys(("cent", "¢", "usc", "us cent"), ("USD", "divide by 100, since 50 cents are 0.50 USD")),
    **dict.fromkeys(("kib",), ("B", "1 KiB is 1024 B")),
    **dict.fromkeys(("mib",), ("B", "1 MiB is 1048576 B")),
    **dict.fromkeys(("gib",), ("B", "1 GiB is 1073741824 B")),
    **dict.fromkeys(("tib",), ("B", "1 TiB is 1099511627776 B")),
    **dict.fromkeys(("tflop", "teraflop"), ("FLOP", "1 TFLOP is 1e12 FLOP")),
    **dict.fromkeys(("pflop", "petaflop"), ("FLOP", "1 PFLOP is 1e15 FLOP")),
    **dict.fromkeys(("exaflop", "eflop"), ("FLOP", "1 EFLOP is 1e18 FLOP")),
}

# Words for what no single unit is, folded -> what would be right.
NO_UNIT: Mapping[str, str] = {
    **dict.fromkeys(
        ("btc", "xbt", "₿", "bitcoin", "eth", "ether", "usdt", "tether", "usdc", "sol", "doge", "xrp", "wld"),
        "it is no state's money. Send what the source says it is worth in a currency of ISO 4217",
    ),
    **dict.fromkeys(("¥",), 'write "JPY" or "CNY", whichever is meant'),
    **dict.fromkeys(("kr", "krona", "krone"), 'write "SEK", "NOK" or "DKK", whichever is meant'),
    **dict.fromkeys(("peso", "rupee", "dinar"), "several currencies have this name; write the code of ISO 4217"),
    **dict.fromkeys(
        ("dbu", "credit"), "it is a unit of one seller's list. Send what it costs in a currency of ISO 4217"
    ),
    **dict.fromkeys(
        ("flops", "tflops", "teraflops", "pflops", "petaflops", "eflops", "exaflops"),
        'write "FLOP", or "FLOP/second" if they are per second; 1 TFLOP is 1e12 FLOP, 1 PFLOP 1e15, 1 EFLOP 1e18',
    ),
    **dict.fromkeys(("bit", "gbit", "mbit", "gbps", "mbps"), 'data is counted in bytes; 8 bits are 1 "B"'),
}

# Sizes that belong into the amount, folded -> how they are written there.
SIZES: Mapping[str, str] = {
    **dict.fromkeys(("thousand", "k"), "1e3"),
    **dict.fromkeys(("million", "mn", "mio", "m", "mm"), "1e6"),
    **dict.fromkeys(("billion", "bn", "mrd", "b"), "1e9"),
    **dict.fromkeys(("trillion", "tn", "t"), "1e12"),
}
