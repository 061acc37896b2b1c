"""What coins are called when prices are said: "dollars", not "US dollars". Other languages: CLDR's names."""

from __future__ import annotations

from dataclasses import dataclass

SIGNS = {
    "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "", "￥": "", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY",
    "zł": "PLN", "₴": "UAH", "₪": "ILS", "₫": "VND", "kr": "", "Kč": "CZK", "Ft": "HUF", "R$": "BRL", "A$": "AUD",
    "C$": "CAD", "元": "CNY", "円": "JPY", "₦": "NGN", "₱": "PHP", "₿": "BTC",
    "TL": "TRY", "руб.": "RUB", "руб": "RUB", "Rs.": "INR", "Rs": "INR",
}  # fmt: skip
"""Signs of money, and whose they are; "" where that depends on the language."""
_CODES = (
    "USD EUR GBP JPY CNY INR CHF PLN SEK NOK DKK CZK HUF RON BRL AUD CAD TRY UAH ILS KRW MXN SGD HKD ZAR NZD AED SAR"
)
CODES = {code: code for code in _CODES.split()}


@dataclass(frozen=True, slots=True)
class Coin:
    """A coin and its hundredth, one and many; `between` stands between them when both are said."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""
    between: str = ""
    names_cents: bool = True
    """Whether the hundredths are named after whole coins, too: "5 dollars and 50 cents" but "5 Euro 50"."""
    single: str = "1"
    """One of them, where that isn't said as in counting: "ein Euro"."""


COINS = {
    "en": {
        "USD": Coin("dollar", "dollars", "cent", "cents", "and "),
        "EUR": Coin("euro", "euros", "cent", "cents", "and "),
        "GBP": Coin("pound", "pounds", "penny", "pence", "and "),
        "JPY": Coin("yen", "yen", "sen", "sen"),
        "INR": Coin("rupee", "rupees", "paisa", "paise", "and "),
        "CHF": Coin("Swiss franc", "Swiss francs", "centime", "centimes", "and "),
        "AUD": Coin("Australian dollar", "Australian dollars", "cent", "cents", "and "),
        "CAD": Coin("Canadian dollar", "Canadian dollars", "cent", "cents", "and "),
    },
    "de": {
        "USD": Coin("Dollar", "Dollar", "Cent", "Cent", names_cents=False, single="ein"),
        "EUR": Coin("Euro", "Euro", "Cent", "Cent", names_cents=False, single="ein"),
        "GBP": Coin("Pfund", "Pfund", "Penny", "Pence", names_cents=False, single="ein"),
        "CHF": Coin("Franken", "Franken", "Rappen", "Rappen", names_cents=False, single="ein"),
    },
    "fr": {
        "USD": Coin("dollar", "dollars", "cent", "cents", names_cents=False),
        "EUR": Coin("euro", "euros", "centime", "centimes", names_cents=False),
        "GBP": Coin("livre", "livres", "penny", "pence", names_cents=False),
        "CHF": Coin("franc", "francs", "centime", "centimes", names_cents=False),
    },
    "es": {
        "USD": Coin("dólar", "dólares", "centavo", "centavos", "con ", names_cents=False, single="un"),
        "EUR": Coin("euro", "euros", "céntimo", "céntimos", "con ", names_cents=False, single="un"),
        "GBP": Coin("libra", "libras", "penique", "peniques", "con ", names_cents=False, single="una"),
        "MXN": Coin("peso", "pesos", "centavo", "centavos", "con ", names_cents=False, single="un"),
    },
    "it": {
        "USD": Coin("dollaro", "dollari", "centesimo", "centesimi", "e ", names_cents=False, single="un"),
        "EUR": Coin("euro", "euro", "centesimo", "centesimi", "e ", names_cents=False, single="un"),
        "GBP": Coin("sterlina", "sterline", "penny", "pence", "e ", names_cents=False, single="una"),
        "CHF": Coin("franco", "franchi", "centesimo", "centesimi", "e ", names_cents=False, single="un"),
    },
    "pt": {
        "USD": Coin("dólar", "dólares", "centavo", "centavos", "e "),
        "EUR": Coin("euro", "euros", "cêntimo", "cêntimos", "e "),
        "GBP": Coin("libra", "libras", "pêni", "pence", "e "),
        "BRL": Coin("real", "reais", "centavo", "centavos", "e "),
    },
    "zh": {"CNY": Coin("元", "元"), "USD": Coin("美元", "美元"), "EUR": Coin("欧元", "欧元")},
    "sv": {
        "SEK": Coin("krona", "kronor", "öre", "öre", "och "),
        "EUR": Coin("euro", "euro", "cent", "cent", "och "),
        "USD": Coin("dollar", "dollar", "cent", "cent", "och "),
    },
    "da": {"DKK": Coin("krone", "kroner", "øre", "øre", "og "), "EUR": Coin("euro", "euro", "cent", "cent", "og ")},
    "nb": {"NOK": Coin("krone", "kroner", "øre", "øre", "og "), "EUR": Coin("euro", "euro", "cent", "cent", "og ")},
    "tr": {
        "TRY": Coin("lira", "lira", "kuruş", "kuruş"),
        "EUR": Coin("avro", "avro", "sent", "sent"),
        "USD": Coin("dolar", "dolar", "sent", "sent"),
    },
    "hi": {"INR": Coin("रुपया", "रुपए", "पैसा", "पैसे"), "USD": Coin("डॉलर", "डॉलर", "सेंट", "सेंट")},
    "nl": {
        "USD": Coin("dollar", "dollar", "cent", "cent", names_cents=False),
        "EUR": Coin("euro", "euro", "cent", "cent", names_cents=False),
        "GBP": Coin("pond", "pond", "penny", "pence", names_cents=False),
    },
}
