"""From written to spoken: a table of what people write and what must be said for it."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import BadInput
from studio.render.speech import scripted
from studio.render.speech.reading import read
from studio.storyboard import TextVoice

GOLDEN = {
    "en-US": """
        €1,299.50 | 1299 euros and 50 cents
        $3m | 3 million dollars
        $3 million raised | 3 million dollars raised
        $2.5bn | 2.5 billion dollars
        £20k | 20 thousand pounds
        $0.99 | 99 cents
        $1 | 1 dollar
        $1.01 | 1 dollar and 1 cent
        -$5 | minus 5 dollars
        $5-10m | 5 to 10 million dollars
        $5m-$10m | 5 million dollars to 10 million dollars
        US$20K–30K | 20 thousand to 30 thousand dollars
        $100-200 | 100 to 200 dollars
        $4.50-5.50 | 4 dollars and 50 cents to 5 dollars and 50 cents
        $9.99/month | 9 dollars and 99 cents per month
        Only $5/user/mo. | Only 5 dollars per user per month.
        €49,- and ₹499/- | 49 euros and 499 rupees
        €5,99 or €1.299,50 | 5 euros and 99 cents or 1299 euros and 50 cents
        ₹2 crore | 2 crore rupees
        5 USD | 5 dollars
        12.5 % | 12.5 percent
        50% off | 50 percent off
        1,250,000 users | 1250000 users
        30 km/h | 30 kilometers per hour
        1 kg | 1 kilogram
        2.5 GB | 2.5 gigabytes
        -5 °C | minus 5 degrees Celsius
        pages 5 - 6 | pages 5 - 6
        60 fps | 60 frames per second
        10x faster | 10 times faster
        10x–20x | 10 times to 20 times
        3X faster on 2 X accounts | 3 times faster on 2 X accounts
        4/5 of it | 4/5 of it
        1080 x 1920 | 1080 by 19 20
        5m users on a 5m cable | 5 million users on a 5 meters cable
        2h 30m | 2 hours 30 minutes
        20℃ | 20 degrees Celsius
        4.9/5 stars, 9/10 | 4.9 out of 5 stars, 9 out of 10
        on 9/10 | on 9/10
        a 50/50 split | a 50 50 split
        24/7/365 | 24 7 365
        March 12, 2026 | March 12th, 20 26
        12 March 2026 | the 12th of March, 20 26
        2026-03-12 | March 12th, 20 26
        3/12/2026 | March 12th, 20 26
        Mar. 5 | March 5th
        Mar 5 | March 5th
        the 1st of May | the 1st of May
        in 1984 | in 19 84
        since 2007 | since 2007
        in 1905 | in 19 oh 5
        The 2026 roadmap | The 20 26 roadmap
        2048 users | 2048 users
        the 1990s | the 19 nineties
        the '80s | the eighties
        in the 90s | in the nineties
        ready in 30s | ready in 30 seconds
        under-18s and over 65s | under-18s and over 65s
        Mar 5 - Apr 10 | March 5th to April 10th
        10 Jan–5 Feb | the 10th of January to the 5th of February
        due on 3/4 | due on 3/4
        221B Baker Street, 7B users | 221B Baker Street, 7 billion users
        no 5M views | no 5 million views
        Apt. 4B is in Room 12M, booth #3K | Apartment 4B is in Room 12M, booth number 3K
        a 5 min. walk, 16 oz. bottle | a 5 minutes walk, 16 ounces bottle
        It takes 5 min. Then | It takes 5 minutes. Then
        2026/3/12 or 3/12/26 | March 12th, 20 26 or March 12th, 20 26
        March 3–5 | March 3rd to 5th
        12/24/36 months | 12/24/36 months
        3-5 March | the 3rd to the 5th of March
        Mon-Fri 9-5 | Monday to Friday 9 to 5
        ſun–Mon | ſun–Mon
        Jan.–Mar. | January to March.
        FY25 | F.Y 25
        10:30 am | 10 30 A.M
        3pm | 3 P.M
        at 3pm. Then | at 3 P.M. Then
        at 3 p.m. sharp, 5 p.m. EST | at 3 P.M sharp, 5 P.M E.S.T
        at 5 p.m. Join us | at 5 P.M. Join us
        10:30-11:45am | 10 30 to 11 45 A.M
        5:00PM | 5 P.M
        at 10:05 | at 10 oh 5
        at 10:00 | at 10 o'clock
        at 10:00 am | at 10 A.M
        Dr. Smith | Doctor Smith
        12 Main St. No. 5 | 12 Main Street number 5
        near St. Mary | near Saint Mary
        Mr. and Mrs. Jones | Mister and Missus Jones
        red vs. blue, etc. | red versus blue, et cetera.
        e.g. this, i.e. that | for example this, that is that
        w/o sugar | without sugar
        v2.0 | version 2 point 0
        v2.1.3 | version 2 point 1 point 3
        +1 (555) 010-9988 | plus 1, 5 5 5, 0 1 0, 9 9 8 8
        555-010-9988 | 5 5 5, 0 1 0, 9 9 8 8
        +4915112345678 | plus 4 9 1, 5 1 1, 2 3 4, 5 6 7, 8
        understudy.io/pricing | understudy dot I.O slash pricing
        https://www.example.com/a-b?x=1. | example dot com slash a dash b.
        info@understudy.io | info at understudy dot I.O
        #BlackFriday | hashtag Black Friday
        @understudy | at understudy
        #5 | number 5
        our FAQ | our F.A.Q
        the API and NASA | the A.P.I and nasa
        KPIs and APIs | K.P.I's and A.P.I's
        GIFs and PINs, two PCs | gifs and pins, two P.C's
        Plan A Party | Plan A Party
        A/B tests, N/A | [[eI]] B tests, N [[eI]]
        Plan A, a Series A round | Plan [[eI]], a Series [[eI]] round
        from A to B | from [[eI]] to B
        the US and us | the U.S and us
        IT works; it does | I.T works; it does
        NOT now | NOT now
        GPT-4 | G.P.T 4
        R&D | R and D
        Q&A | Q and [[eI]]
        B2B | B to B
        SALE NOW ON, GET IT ALL | SALE NOW ON, GET IT ALL
        Smith & Co | Smith and Co
        2 + 2 = 4 | 2 plus 2 equals 4
        <50 ms, >$5 | less than 50 milliseconds, more than 5 dollars
        I <3 you | I you
        and/or | and or
        24/7 | 24 7
        1/2 cup | a half cup
        1 1/2 cups | 1 and a half cups
        the 1,000th | the 1 thousandth
        1080p | 10 80p
        a V8, V2.0 | a V8, version 2 point 0
        Apt. 4 | Apartment 4
        5–10 people | 5 to 10 people
        pages 5-10 | pages 5 to 10
        10-15% off | 10 to 15 percent off
        5–10 km | 5 to 10 kilometers
        $5-$10 | 5 dollars to 10 dollars
        9am–5pm | 9 A.M to 5 P.M
        9-5pm | 9 to 5 P.M
        9:30-17:00 | 9 30 to 17 hundred hours
        1914–1918 | 19 14 to 19 18
        9am - 5pm, 9:00 - 10:30 | 9 A.M to 5 P.M, 9 o'clock to 10 30
        10% - 20%, $10 - $20, 5 € - 10 € | 10 percent to 20 percent, 10 dollars to 20 dollars, 5 euros to 10 euros
        save 50% - 3 days left | save 50 percent - 3 days left
        3-2 win | 3-2 win
        555-1234 | 5 5 5, 1 2 3 4
        World War II, Henry VIII | World War 2, Henry the 8th
        World War I | World War 1
        on Main St. The house | on Main Street. The house
        Mount St. Helens | Mount Saint Helens
        SaaS vs CO2, your PhD | sass versus C.O 2, your P.H.D
        AI-powered | A.I-powered
        in 1500 boxes | in 1500 boxes
        of 2026 | of 20 26
        at 9:00 on 1/2/2027 | at 9 o'clock on January 2nd, 20 27
        1-800-555-0199 | 1, 8 0 0, 5 5 5, 0 1 9 9
        1-800-FLOWERS | 1 800 FLOWERS
        4K at 3840×2160 | 4K at 3840 by 2160
        ~$999 @ 9am | about 999 dollars at 9 A.M
        Mon., 3 Nov. 2025, p. 12 | Monday, the 3rd of November, 20 25, page 12
        well—maybe | well — maybe
        so … then | so … then
        “Quoted” don’t | Quoted don't
        Hello 👋🏽 world 🎉 | Hello world
        Loading ⣾ now | Loading now
        1️⃣ First | 1 First
        Acme™ *bold* | Acme bold
        say [[this]] | say [this]]
        Great :D super ;-P lol xD | Great super lol
        Great!:D Hmm :-/ We <3 it, </3 | Great! Hmm We it,
        in <3 days, <3 ms, < 3 and > 3 | in less than 3 days, less than 3 milliseconds, less than 3 and more than 3
        <3 mo. | less than 3 mo.
        3:1, ratio 2:3, a:b, C:\\D, note:D | 3:1, ratio 2:3, a:b, C: D, note:D
        Sign up -> pay => go | Sign up — pay — go
        Wow!Great, really?Yes, !new | Wow! Great, really? Yes, new
        Sale‼ Really⁉ | Sale!! Really!?
    """,
    "en-GB": """
        3/12/2026 | the 3rd of December, 20 26
        5 km | 5 kilometres
        £5.50 | 5 pounds and 50 pence
    """,
    "de-DE": """
        1.299,50 € | 1299 Euro 50
        3 Mio. € | 3 Millionen Euro
        1 Mio. € | eine Million Euro
        1 € oder 1,99 € | ein Euro oder ein Euro 99
        am 24.12. und 31.12. frei | am vierundzwanzigsten Dezember und einunddreißigsten Dezember frei
        im 21. Jh. neu | im einundzwanzigsten Jahrhundert neu
        1,5 Mio Nutzer | 1,5 Millionen Nutzer
        9,99 €/Monat | 9 Euro 99 pro Monat
        49,– € | 49 Euro
        $9.99 | 9 Dollar 99
        5-10 Mio. € | 5 bis 10 Millionen Euro
        4,9/5 | 4,9 von 5
        3x so schnell | 3 mal so schnell
        44 v. Chr. bis 14 n. Chr. | 44 vor Christus bis 14 nach Christus.
        100 € - 200 € | 100 Euro bis 200 Euro
        9:30-17:00 Uhr | 9 Uhr 30 bis 17 Uhr
        12,5 % | 12,5 Prozent
        am 3. Oktober 2026 | am dritten Oktober 2026
        der 21. März | der einundzwanzigste März
        3. Oktober | dritter Oktober
        03.10.2026 | dritter Oktober 2026
        am 03.10.2026 | am dritten Oktober 2026
        am 3.10. geht es los | am dritten Oktober geht es los
        bis zum 31.12. | bis zum einunddreißigsten Dezember.
        vom 1.-5. Mai | vom ersten bis fünften Mai
        Mo–Fr 9–17 Uhr | Montag bis Freitag 9 bis 17 Uhr
        9.30-17.00 Uhr | 9 Uhr 30 bis 17 Uhr
        Hauptstr. 5, 30 Sek. | Hauptstraße 5, 30 Sekunden.
        Nr.1 der AG | Nummer 1 der A.G
        z. B. Dr. Müller | zum Beispiel Doktor Müller
        Nr. 5 bzw. 6 | Nummer 5 beziehungsweise 6
        um 10:30 Uhr | um 10 Uhr 30
        im Jahr 1984 | im Jahr 19 hundert 84
        30 °C | 30 Grad Celsius
        die API | die A.P.I
        firma.de/preise | firma Punkt de Schrägstrich preise
        Müller & Söhne | Müller und Söhne
        5–10 Tage | 5 bis 10 Tage
        v2.0 | Version 2 Punkt 0
        usw. | und so weiter.
        inkl. MwSt. Heute neu | inklusive Mehrwertsteuer. Heute neu
        1.000.000 Nutzer | 1000000 Nutzer
        ca. 5-10 Min. inkl. MwSt. heute | circa 5 bis 10 Minuten inklusive Mehrwertsteuer heute
    """,
    "fr-FR": """
        1 299,50 € | 1299 euros 50
        3 M€ | 3 millions d'euros
        9,99 €/mois | 9 euros 99 par mois
        1,5 M d'utilisateurs | 1,5 millions d'utilisateurs
        256 Go | 256 gigaoctets
        de 9h30-17h | de 9 heures 30 à 17 heures
        12,5 % | 12,5 pour cent
        le 1 mars | le premier mars
        03/10/2026 | 3 octobre 2026
        2e étage | deuxième étage
        10h30 | 10 heures 30
        24h/24 et 7j/7 | 24 heures sur 24 et 7 jours sur 7
        N°1 | numéro 1
        M. et Mme Durand, la 1re fois | monsieur et madame Durand, la première fois
        l'IA | l'I A
        lun.-ven. | lundi à vendredi.
        +33 1 23 45 67 89 | plus 3 3, 1, 2 3, 4 5, 6 7, 8 9
        à 18:00 | à 18 heures
        M. Dupont et Mme Durand | monsieur Dupont et madame Durand
        exemple.fr/prix | exemple point fr slash prix
        info@exemple.fr | info arobase exemple point fr
        Durand & Fils | Durand et Fils
        au XXIe siècle | au vingt et unième siècle
        dès 9 h 30 | dès 9 heures 30
        9h - 17h30 | 9 heures à 17 heures 30
    """,
    "es-ES": """
        1.299,50 € | 1299 euros con 50
        3 M€ | 3 millones de euros
        1 M€ | un millón de euros
        1 € y 1 £ | un euro y una libra
        9,99 €/mes | 9 euros con 99 por mes
        12,5 % | 12,5 por ciento
        03/10/2026 | 3 de octubre de 2026
        a las 10:30 | a las 10 y 30
        Sr. García y Dra. López | señor García y doctora López
        EE. UU. | Estados Unidos.
        lun-vie | lunes a viernes
        nº 1 | número 1
        el 1er año | el primer año
        1.000.000 de usuarios | 1000000 de usuarios
        ejemplo.es/precios | ejemplo punto es barra precios
        5 km | 5 kilómetros
        -5 °C | menos 5 grados Celsius
    """,
    "it-IT": """
        1.299,50 € | 1299 euro e 50
        3 mln € | 3 milioni di euro
        1,5 mln di utenti | 1,5 milioni di utenti
        1 € | un euro
        12,5 % | 12,5 per cento
        01/10/2026 | primo ottobre 2026
        alle 10:30 | alle 10 e 30
        alle 9.30 | alle 9 e 30
        il 1° posto | il primo posto
        l'IA | l'I.A
        Sig. Rossi | signor Rossi
        info@esempio.it | info chiocciola esempio punto it
    """,
    "pt-BR": """
        R$ 1.299,50 | 1299 reais e 50 centavos
        R$ 3 milhões | 3 milhões de reais
        R$ 1 milhão | um milhão de reais
        R$ 5-10 mil | 5 a 10 mil reais
        12x de R$ 99 | 12 vezes de 99 reais
        12,5 % | 12,5 por cento
        01/10/2026 | primeiro de outubro de 2026
        Sr. Silva | senhor Silva
        às 9h30 | às 9 e 30
        exemplo.com.br | exemplo ponto com ponto br
        5 km | 5 quilômetros
        D. Pedro | dom Pedro
    """,
    "nl-NL": """
        € 1.299,50 | 1299 euro 50
        € 3 mln | 3 miljoen euro
        € 5-10 | 5 tot 10 euro
        100 km/u | 100 kilometer per uur
        0800-1234 | 0 8 0 0, 1 2 3 4
        12,5 % | 12,5 procent
        03-10-2026 | 3 oktober 2026
        10:30 uur | 10 uur 30
        dhr. Jansen | de heer Jansen
        2e keer | tweede keer
        voorbeeld.nl | voorbeeld punt nl
    """,
    "ja-JP": """
        2026年3月12日 | ニセンニジューロクネン サンガツ ジューニニチ
        東京へ行きます | トーキョーエ イキマス
        こんにちは | コンニチワ
        1,299円で | センニヒャクキュージューキューエンデ
        3人 | サンニン
        100分か120分 | ヒャップンカ ヒャクニジュップン
        1人と4時 | ヒトリト ヨジ
        1本、3本と10本 | イッポン、 サンボント ジュッポン
        1位は20歳 | イチイワ ハタチ
        6ヶ月で8回 | ロッカゲツデ ハッカイ
        10分の1 | ジューブンノ イチ
        100名様 | ヒャクメイサマ
        50㎡に１２３個 | ゴジューヘイホーメートルニ ヒャクニジューサンコ
        9:30から | クジ サンジュップンカラ
        2026/3/12 | ニセンニジューロクネン サンガツ ジューニニチ
        12.5% | ジューニテンゴパーセント
        最大50%オフ | サイダイ ゴジューパーセント オフ
        月額¥980です | ゲツガク キューヒャクハチジューエンデス
        約5kmの距離 | ヤク ゴ キロメートルノ キョリ
        5〜10日 | ゴカラ トーカ
        understudy.ioで | アンダスタディ ドット IOデ
        YouTubeとAPI | ユーチューブトAPI
        午前9:30から | ゴゼン クジ サンジュップンカラ
        ・東京・大阪 | トーキョー オーサカ
        最高〜です | サイコー デス
        電話は03-1234-5678です | デンワワ ゼロ サン, イチ ニ サン ヨン, ゴ ロク ナナ ハチデス
        24/7対応 | ニジューヨン ナナ タイオー
    """,
    "he-IL": """
        שָׁלוֹם | [[Sal'om]]
        צה"ל ובע״מ | צהל ובעמ
        תל־אביב | תל-אביב
    """,
    "zh-CN": """
        12.5% | 百分之12.5
        2026年 | 2 0 2 6年
        ¥1,299.50 | 1299.50 元
        仅需¥99/月 | 仅需99 元 每 月
        高达50%的 | 高达百分之50的
        共１２３个，５０％ | 共123个，百分之50
        ¥1.5万起 | 1.5万元起
        跑5km的人 | 跑5 公里的人
        5~10天 | 5 到 10天
        这是**重点**~快来 | 这是 重点 快来
        上午9:30 | 上午9 点 30
        我们24/7服务 | 我们24 7服务
        5 km | 5 公里
    """,
    "ru-RU": """
        info@firma.ru & 12.03.2026 | info собака firma точка ru и 12 марта 2026 года
        999 руб. за 5 кг | 999 рублей за 5 килограмм
    """,
    "pl-PL": """
        5 km & firma.pl | 5 kilometrów i firma kropka pl
        5 zł/mies. | 5 złotych za miesiąc.
    """,
    "sv-SE": "1 299,50 kr | 1299 kronor och 50 öre",
    "ko-KR": "12.5% 1,299원 | 12.5 퍼센트 1299원",
    "hi-IN": """
        ₹1,00,000 | 100000 रुपए
        ₹5 लाख | 5 लाख रुपए
    """,
    "tr-TR": """
        1.299,50 ve 5 km | 1299,50 ve 5 kilometre
        99 TL | 99 lira
    """,
    "ar": "%50 | 50 بالمئة",
}
ROWS = [
    (locale, *(part.strip() for part in line.split(" | ")))
    for locale, table in GOLDEN.items()
    for line in table.strip().splitlines()
]


@pytest.mark.parametrize("locale", GOLDEN)
def test_it_reads_what_is_written_as_people_do(locale: str) -> None:
    wrong = []
    for _, written, spoken in (row for row in ROWS if row[0] == locale):
        reading = read(written, locale=locale)
        if " ".join(reading.said.split()) != spoken:
            wrong.append(f"{written} → {' '.join(reading.said.split())}, wanted: {spoken}")
        assert len(reading.places) == len(reading.said) + 1
        assert reading.places == sorted(reading.places), written
        assert 0 <= reading.places[0] <= reading.places[-1] <= len(written)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en-US", "a naïve café"), ("de-DE", "für Größe"), ("vi-VN", "Tiếng Việt"), ("ja-JP", "がんばるバナナ"),
     ("ko-KR", "안녕하세요")],
)  # fmt: skip
def test_it_reads_letters_whose_marks_are_signs_of_their_own(locale: str, written: str) -> None:
    apart = unicodedata.normalize("NFD", written)
    reading = read(apart, locale=locale)
    assert reading.said == read(written, locale=locale).said
    assert len(reading.places) == len(reading.said) + 1
    assert reading.places == sorted(reading.places)
    assert reading.places[-1] == len(apart)


@pytest.mark.parametrize(
    ("written", "spoken"), [("𝗕𝗼𝗹𝗱 𝓼𝓬𝓻𝓲𝓹𝓽", "Bold script"), ("ofﬁce", "office"), ("ＨＥＬＬＯ you", "HELLO you")]
)
def test_it_reads_letters_of_another_face(written: str, spoken: str) -> None:
    assert read(written, locale="en-US").said == spoken


def test_it_keeps_every_word_as_written_for_as_long_as_it_is_said() -> None:
    line = "👋 Dr. Smith paid €1,299.50 at understudy.io/pricing 🎉 on 12 March 2026 — twice!"
    said = scripted.time(TextVoice(type="text", voice_id="nora", input_text=line), path="p")
    assert [word.text for word in said.words] == [
        "👋 Dr.", "Smith", "paid", "€1,299.50", "at", "understudy.io/pricing 🎉", "on", "12", "March", "2026 —",
        "twice!",
    ]  # fmt: skip
    times = {word.text: word.end - word.start for word in said.words}
    assert times["€1,299.50"] > 2.5 > times["paid"]
    assert times["understudy.io/pricing 🎉"] > 1.2
    assert all(one.end <= other.start + 1e-9 for one, other in zip(said.words, said.words[1:], strict=False))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([written for _, written, _ in ROWS]), max_size=4), st.sampled_from(["", " ", ", "]),
       st.sampled_from(sorted(GOLDEN)))  # fmt: skip
def test_whatever_stands_beside_what_it_finds_its_written_word(parts: list[str], between: str, locale: str) -> None:
    written = between.join(parts)
    reading = read(written, locale=locale)
    assert len(reading.places) == len(reading.said) + 1
    assert reading.places == sorted(reading.places)
    assert reading.places[-1] == len(written)


def test_it_passes_over_emoji_in_silence() -> None:
    plain, merry = ("".join(p.ipa for p in scripted.time(
        TextVoice(type="text", voice_id="nora", input_text=line), path="p").phonemes)
        for line in ("Good news today.", "Good 👍🏽 news 🇩🇪 today 👨‍👩‍👧."))  # fmt: skip
    assert merry == plain


def test_it_sounds_the_same_though_it_has_learnt_words_since() -> None:
    lines = [TextVoice(type="text", voice_id="ja-kenji", input_text="Webinarのbrochureです。") for _ in range(2)]
    first, again = (scripted.say(line, path="p").samples.tobytes() for line in lines)
    assert first == again


@pytest.mark.parametrize("stray", ["Hello. :)", "Hello! !!", "Hello ! ! !", "! Hello", 'Hello.<break time="0.1s"/>!',
    "Hello :-)", "Hello :-(", "Hello. :]", "Hello! :'(", "“Hello.” :)", "(Hello!) :)", "*Hello!* :)", "Hello — !",
])  # fmt: skip
def test_it_says_no_mark_that_ends_nothing(stray: str) -> None:
    said, plain = (scripted.time(TextVoice(type="text", voice_id="nora", input_text=line), path="p")
                   for line in (stray, "Hello."))  # fmt: skip
    assert "".join(p.ipa for p in said.phonemes) == "".join(p.ipa for p in plain.phonemes)
    assert len(said.words) == 1


@pytest.mark.parametrize(
    ("written", "locale"),
    [("Bonjour ! Ça va ?", "fr-FR"), ("Attention : voici", "fr-FR"), ("¡ Hola ! ¿ Qué tal ?", "es-ES")],
)
def test_a_mark_that_ends_something_stays(written: str, locale: str) -> None:
    assert read(written, locale=locale).said == written


@pytest.mark.parametrize("marks", ["!!!", "?", ":", "...!"])
def test_marks_alone_are_nothing_to_say(marks: str) -> None:
    with pytest.raises(BadInput, match="nothing in this script"):
        scripted.time(TextVoice(type="text", voice_id="nora", input_text=marks), path="p")


def test_it_passes_over_a_part_of_nothing_but_emoji() -> None:
    said = scripted.time(
        TextVoice(type="text", voice_id="nora", input_text='Hello. <break time="1s"/> 🎉 <break/> Bye.'), path="p"
    )
    assert [word.text for word in said.words] == ["Hello. 🎉", "Bye."]


def test_emoji_before_the_first_word_stand_with_it() -> None:
    voice = {
        "type": "text",
        "voice_id": "nora",
        "input_text": '👋 <break time="0.5s"/> 🎉 <break time="0.5s"/> Hello you.',
    }
    said = scripted.say(TextVoice.model_validate(voice), path="scenes.0.voice")
    assert [word.text for word in said.words] == ["👋 🎉 Hello", "you."]
    assert said.words[0].start > 1


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "ja-JP"])
def test_it_reads_the_longest_and_strangest_scripts_in_a_moment(locale: str) -> None:
    read("Hello, €5.", locale=locale)
    began = time.process_time()
    for odd in ("é.", "a.", "\n", "12.", '" ', "1-", "9", "€9", "a@a.", "A&", "👋", "—"):
        read((odd * 5000)[:5000], locale=locale)
    assert time.process_time() - began < 4


@pytest.mark.parametrize("bullet", ["- ", "• ", "* ", "2. ", "2) ", "✅ ", "👉"])
def test_a_list_goes_on_after_a_pause(bullet: str) -> None:
    assert read(f"Fast\n{bullet}Cheap", locale="en-US").said.startswith("Fast,\n")
    for line in (f"Fast.\n{bullet}Cheap", f"Fast\n{bullet}", f"Fast {bullet}Cheap", "Fast\nand cheap", "Fast\n2.5 km"):
        assert "," not in read(line, locale="en-US").said


def test_it_tells_which_kanji_it_left_out() -> None:
    said = scripted.time(TextVoice(type="text", voice_id="ja-haruka", input_text="鱻です。"), path="p")
    assert said.warnings == ("p: The voice doesn't know how to read 鱻 and left it out; write it in kana.",)


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "ja-JP"])
def test_it_reads_anything_at_all(locale: str) -> None:
    for odd in ("", " ", "...", "[[", "$", "€€€ 5", "1.2.3.4.5", "99/99/9999", "25:99", "#", "@", "http://",
                "-" * 50, "9" * 300, "\u0000\ud7ff", "No.", "12345678901234567890 kg", "a" * 500,
                "1e400 km", "½⅓ ①"):  # fmt: skip
        reading = read(odd, locale=locale)
        assert len(reading.places) == len(reading.said) + 1
