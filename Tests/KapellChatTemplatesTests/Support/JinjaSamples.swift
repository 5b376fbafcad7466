/// Templates and what jinja2 makes of them; `nil` where it refuses them. Written by
/// `Tests/ChatTemplates/compare.py samples`.

extension JinjaSample {
    static let whitespace: [JinjaSample] = [
        JinjaSample("a\n  {% if true %}\nb\n  {% endif %}\nc\n", "a\nb\nc"),
        JinjaSample("a  {%- if true -%}  b  {%- endif -%}  c", "abc"),
        JinjaSample("a {{- 1 -}} b", "a1b"),
        JinjaSample("  {%+ if true %}\n x{% endif +%}\ny", "   x\ny"),
        JinjaSample("{# c #}\nx", "x"),
        JinjaSample("a {#- c -#} b", "ab"),
        JinjaSample("x\n{% raw %}{{ y }}{% endraw %}\nz", "x\n{{ y }}z"),
        JinjaSample("{% raw -%}  {{ a }} {%- endraw %} b", "{{ a }} b"),
        JinjaSample("a\r\nb\rc\n\n", "a\nb\nc\n"),
        JinjaSample("{%- for i in [1,2] %}\n  {{ i }}\n{%- endfor %}", "  1  2"),
        JinjaSample("{{ '}}' }}{{ \"%}\" }}", "}}%}"),
        JinjaSample("\t{# x #} y", " y"),
        JinjaSample("{{ {'a': {'b': 1}}['a']['b'] }}", "1"),
        JinjaSample("1{%\nif true\n%}2{% endif %}3", "123"),
        JinjaSample("{{-1}} {{+1}}", "1 1"),
        JinjaSample("a\n{%- set x = 1 +%}\nb", "a\nb"),
        JinjaSample("x {% set y = 2 %}\n  z", "x   z"),
    ]
}

extension JinjaSample {
    static let expressions: [JinjaSample] = [
        JinjaSample(
            "{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 1e3 }} {{ 10 / 5 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "3 -4 2 3.5 1024 0.5 1000.0 2.0"),
        JinjaSample(
            "{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ 1 ~ 2 ~ none }} {{ 'a' 'b' }} {{ '-' * 3 }} {{ [1] * 2 + [3] }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "3 9 12None ab --- [1, 1, 3]"),
        JinjaSample(
            "{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' != 'b' }} {{ [1, 2] == [1, 2] }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "True False True True True True"),
        JinjaSample(
            "{{ not true and false or 'x' }} {{ '' or 0 or 'last' }} {{ 1 and 2 }} {{ not 1 == 2 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "x last 2 True"),
        JinjaSample(
            "{{ 'a' in 'cat' }} {{ 1 in l }} {{ 'b' in d }} {{ 4 not in l }} {{ 'x' in missing }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "True True True True False"),
        JinjaSample(
            "{{ 'yes' if l else 'no' }} {{ 'yes' if missing }} {{ 1 if false else 2 if false else 3 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "yes  3"),
        JinjaSample(
            "{{ l[0] }} {{ l[-1] }} {{ l[9] }} {{ s[1:3] }} {{ s[::-1] }} {{ l[::2] }} {{ l[-2:] }} {{ l[:-1] }} {{ s[-3:-1] }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "3 2  r\u{FC} tleW ,e\u{DF}\u{FC}rG [3, 2] [1, 2] [3, 1] el"),
        JinjaSample(
            "{{ d.b }} {{ d['A'] }} {{ d['items'] }} {{ d.items() | list }} {{ d.get('z') }} {{ d.get('z', 5) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "1 [1, 2.0, True, None, 'x'] mine [('b', 1), ('A', [1, 2.0, True, None, 'x']), ('items', 'mine')] None 5"),
        JinjaSample(
            "{{ d }} {{ l }} {{ (1,) }} {{ (1, 'a') }} {{ () }} {{ 1.0 }} {{ 1e16 }} {{ 0.1 + 0.2 }} {{ 1e-5 }} {{ none }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "{'b': 1, 'A': [1, 2.0, True, None, 'x'], 'items': 'mine'} [3, 1, 2] (1,) (1, 'a') () 1.0 1e+16 0.30000000000000004 1e-05 None"
        ),
        JinjaSample(
            "{{ [\"it's\", 'a\"b', 'both\\'\"', '\\n\\t\\\\', '\u{E9}\\x07\\u200b'] }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "[\"it's\", 'a\"b', 'both\\'\"', '\\n\\t\\\\', '\u{E9}\\x07\\u200b']"),
        JinjaSample(
            "{{ 1, 2 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "(1, 2)"),
        JinjaSample(
            "{{ {1: 2, (1, 2): 3}[(1, 2)] }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "3"),
        JinjaSample(
            "{{ missing }}|{{ missing | length }}|{{ missing == other }}|{{ missing is iterable }}|{{ missing is sequence }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "|0|True|True|True"),
        JinjaSample(
            "{{ missing.x }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ missing + 1 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ 1 / 0 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ 'a' + 1 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ d.get('q')[1:] }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ none.x }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            ""),
        JinjaSample(
            "{{ 1 < 'a' }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ 1 in 5 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ missing() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ 0x1F }} {{ 1_000 }} {{ 0b101 }} {{ 0o17 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "31 1000 5 15"),
        JinjaSample(
            "{{ l.0 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "3"),
        JinjaSample(
            "{{ -l[0] }} {{ +1 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "-3 1"),
        JinjaSample(
            "{{ '\\u00e9\\x41\\101\\q' }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "\u{E9}AA\\q"),
        JinjaSample(
            "{{ true is true }} {{ 1 is true }} {{ [] is false }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "True False False"),
        JinjaSample(
            "{{ -2 ** 2 }} {{ 2 ** 3 ** 2 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "4 64"),
        JinjaSample(
            "{{ 'a%sb%d %5.2f%%' % ('x', 3, 1.5) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "axb3  1.50%"),
        JinjaSample(
            "{{ l | sum + 1 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "7"),
        JinjaSample(
            "{{ s.x.y }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
    ]
}

extension JinjaSample {
    static let statements: [JinjaSample] = [
        JinjaSample(
            "{% for i in l %}{{ loop.index }}/{{ loop.length }}{{ ',' if not loop.last }}{% else %}none{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "1/3,2/3,3/3"),
        JinjaSample(
            "{% for i in [] %}x{% else %}none{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "none"),
        JinjaSample(
            "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "b=1;A=[1, 2.0, True, None, 'x'];items=mine;"),
        JinjaSample(
            "{% for k in d %}{{ k }}{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "bAitems"),
        JinjaSample(
            "{% for c in '\u{E4}b' %}{{ c }}.{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "\u{E4}.b."),
        JinjaSample(
            "{% for i in l if i > 1 %}{{ loop.index0 }}{{ i }}{{ loop.length }} {% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "032 122 "),
        JinjaSample(
            "{% for i in l %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }}{{ loop.first }}{{ loop.revindex }} {% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "<3>1True3 3<1>2False2 1<2>False1 "),
        JinjaSample(
            "{% for i in l %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "32"),
        JinjaSample(
            "{% for i in range(10) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "012"),
        JinjaSample(
            "{% for i in l %}{{ loop.cycle('a', 'b') }}{{ loop.changed(i > 2) }}{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "aTruebTrueaFalse"),
        JinjaSample(
            "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "123"),
        JinjaSample(
            "{% for n in [[1, [2, [3]]], 4] recursive %}{{ loop.depth }}{% if n is iterable %}({{ loop(n) }}){% else %}{{ n }}{% endif %} {% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "1(21 2(32 3(43 ) ) ) 14 "),
        JinjaSample(
            "{% set x = 0 %}{% for i in l %}{{ x }}{% set x = x + i %}{% endfor %}{{ x }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "0000"),
        JinjaSample(
            "{% set ns = namespace(x=0) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "6"),
        JinjaSample(
            "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "12"),
        JinjaSample(
            "{% set x %}a{{ 1 }}b{% endset %}[{{ x }}]",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[a1b]"),
        JinjaSample(
            "{% set x | upper | replace('A', 'b') %}a{% endset %}{{ x }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "b"),
        JinjaSample(
            "{% filter upper %}abc{{ 'd' }}{% endfilter %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "ABCD"),
        JinjaSample(
            "{% if false %}1{% elif l %}2{% else %}3{% endif %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "2"),
        JinjaSample(
            "{% if true %}{% set x = 1 %}{% endif %}{{ x }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "1"),
        JinjaSample(
            "{% macro f(a, b=2, c=b) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, c=5) }} {{ f() }} {{ f.name }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "122 125 22 f"),
        JinjaSample(
            "{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, x=3) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "(1, 2){'x': 3}"),
        JinjaSample(
            "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "543210"),
        JinjaSample(
            "{% macro f(a) %}<{{ caller(a) }}>{% endmacro %}{% call(x) f(3) %}{{ x * 2 }}{% endcall %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "<6>"),
        JinjaSample(
            "{% macro f() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ f() }}{% set x = 2 %}{{ f() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "12"),
        JinjaSample(
            "{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% macro f(a) %}{% endmacro %}{{ f(z=2) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "3"),
        JinjaSample(
            "{% generation %}x{% set q = 1 %}{% endgeneration %}{{ q }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "x"),
        JinjaSample(
            "{% set l2 = [] %}{% set _ = l2.append(1) %}{{ l2 }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[1]"),
        JinjaSample(
            "{% set _ = d.update({'z': 1}) %}{{ d.z }}{{ d.pop('z') }}{{ d }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "11{'b': 1, 'A': [1, 2.0, True, None, 'x'], 'items': 'mine'}"),
        JinjaSample(
            "{% set x.y = 1 %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% set q = {} %}{% set q.y = 1 %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% break %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% if %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% for %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% nonsense %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{{ raise_exception('no ' ~ 1) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{{ strftime_now('%d %B %Y %H:%M %-d %b %A %j') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "05 March 2026 14:07 5 Mar Thursday 064"),
        JinjaSample(
            "{% endif %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{{ 1",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% if true %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% for m in messages %}{% if loop.previtem is defined %}{{ loop.previtem.role }}{% endif %}{{ m['role'] }} {% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "system systemuser userassistant "),
        JinjaSample(
            "{{ messages[0].role }} {{ messages[1:] | length }} {{ messages | map(attribute='role') | join(',') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "system 2 system,user,assistant"),
        JinjaSample(
            "{% for x in 5 %}{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% for x in none %}{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% for x in missing %}a{% else %}b{% endfor %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "b"),
    ]
}

extension JinjaSample {
    static let filters: [JinjaSample] = [
        JinjaSample(
            "{{ d | tojson }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "{\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}"),
        JinjaSample(
            "{{ d | tojson(indent=2) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "{\n  \"b\": 1,\n  \"A\": [\n    1,\n    2.0,\n    true,\n    null,\n    \"x\"\n  ],\n  \"items\": \"mine\"\n}"
        ),
        JinjaSample(
            "{{ '\u{FC}\"\\n\\u0007<&' | tojson }} {{ '\u{FC}\\x7f\u{1F600}' | tojson(ensure_ascii=true) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "\"\u{FC}\\\"\\n\\u0007<&\" \"\\u00fc\\u007f\\ud83d\\ude00\""),
        JinjaSample(
            "{{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }} {{ [1, 2] | tojson(separators=(',', ':')) }} {{ (1, none) | tojson }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "{\"a\": 2, \"b\": 1} [1,2] [1, null]"),
        JinjaSample(
            "{{ [] | tojson(indent=1) }}{{ {} | tojson }} {{ [[1], {'a': []}] | tojson(indent=1) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[]{} [\n [\n  1\n ],\n {\n  \"a\": []\n }\n]"),
        JinjaSample(
            "{{ missing | tojson }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{{ '  x ' | trim }}|{{ 'xxaxx' | trim('x') }}|{{ 'abc' | upper }}{{ 'ABC' | lower }}{{ 'aBC dE' | capitalize }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "x|a|ABCabcAbc de"),
        JinjaSample(
            "{{ \"it's a-b (c) x\" | title }} {{ \"it's a-b\".title() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "It's A-B (C) X It'S A-B"),
        JinjaSample(
            "{{ l | length }} {{ s | length }} {{ d | length }} {{ 5 | length }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{{ l | join('-') }} {{ [1, none, 'x'] | join }} {{ messages | join(', ', attribute='role') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "3-1-2 1Nonex system, user, assistant"),
        JinjaSample(
            "{{ l | sort | list }} {{ l | sort(reverse=true) }} {{ ['b', 'A', 'c'] | sort }} {{ messages | sort(attribute='content') | map(attribute='role') | list }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[1, 2, 3] [3, 2, 1] ['A', 'b', 'c'] ['user', 'system', 'assistant']"),
        JinjaSample(
            "{{ d | dictsort }} {{ d | items | list }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[('A', [1, 2.0, True, None, 'x']), ('b', 1), ('items', 'mine')] [('b', 1), ('A', [1, 2.0, True, None, 'x']), ('items', 'mine')]"
        ),
        JinjaSample(
            "{{ l | first }} {{ l | last }} {{ [] | first }} {{ l | max }} {{ l | min }} {{ ['b', 'A'] | min }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "3 2  3 1 A"),
        JinjaSample(
            "{{ missing | default('x') }} {{ '' | default('y', true) }} {{ none | default('z') }} {{ 0 | d(1) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "x y None 0"),
        JinjaSample(
            "{{ '42' | int }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ '3.9' | int }} {{ 'ff' | int(base=16) }} {{ '2.5' | float }} {{ 3 | float }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "42 0 7 3 255 2.5 3.0"),
        JinjaSample(
            "{{ l | map('string') | list }} {{ ['a', 'b'] | map('upper') | join }} {{ l | select('odd') | list }} {{ l | reject('gt', 1) | list }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "['3', '1', '2'] AB [3, 1] [1]"),
        JinjaSample(
            "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list }} {{ messages | rejectattr('role', 'in', ['user']) | list | length }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "['Hi'] 2"),
        JinjaSample(
            "{{ messages | selectattr('name') | list }} {{ messages | selectattr('name', 'defined') | list | length }} {{ none | select | list }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[] 0 []"),
        JinjaSample(
            "{{ l | select | length }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{{ [1, 1, 2, 'a', 'A'] | unique | list }} {{ l | reverse | list }} {{ 'abc' | reverse }} {{ l | sum }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[1, 2, 'a'] [2, 1, 3] cba 6"),
        JinjaSample(
            "{{ 'a\\nb\\n\\nc' | indent }}|{{ 'a\\nb' | indent(2, first=true) }}|{{ 'a\\n\\nb' | indent(1, blank=true) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "a\n    b\n\n    c|  a\n  b|a\n \n b"),
        JinjaSample(
            "{{ 'aXbX' | replace('X', '-') }} {{ 'aXbX' | replace('X', '-', 1) }} {{ 'ab' | replace('', '.') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "a-b- a-bX .a.b."),
        JinjaSample(
            "{{ l | batch(2) | map('list') | list }} {{ '<a>' | escape }} {{ '<a>' | safe + '<b>' }} {{ '<' + '\"' | e }} {{ '<a>' | safe ~ '<b>' }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[[3, 1], [2]] &lt;a&gt; <a>&lt;b&gt; &lt;&#34; <a><b>"),
        JinjaSample(
            "{{ '%s-%s' | format(1, 'a') }} {{ 3.14159 | round(2) }} {{ -3 | abs }} {{ 'a b c' | wordcount }} {{ 2.5 | round | int }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "1-a 3.14 3 3 2"),
        JinjaSample(
            "{{ messages | groupby('role') | map('first') | list }} {{ 'ab' | list }} {{ d | list }} {{ 5 | string + 'x' }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "['assistant', 'system', 'user'] ['a', 'b'] ['b', 'A', 'items'] 5x"),
        JinjaSample(
            "{{ 1 | nonsense }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{% if false %}{{ 1 | nonsense }}{% endif %}ok",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "ok"),
        JinjaSample(
            "{% if true %}{{ 1 | nonsense }}{% endif %}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{{ {'a': {'b': [1, 2]}} | attr('a') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            ""),
        JinjaSample(
            "{{ [{'a': {'b': 3}}] | map(attribute='a.b') | list }} {{ [{}] | map(attribute='x', default='-') | list }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "[3] ['-']"),
        JinjaSample(
            "{{ '{\"a\": [1]}' | from_json }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "{'a': [1]}"),
        JinjaSample(
            "{{ 'x' | from_json }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            nil),
        JinjaSample(
            "{{ 'hello big world' | truncate(9) }} {{ 'ab' | center(6) }}|",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "hello...   ab  |"),
        JinjaSample(
            "{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %} {{ {'x': 2, 'y': 1} | dictsort(by='value') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}",
            "a2b1 [('y', 1), ('x', 2)]"),
    ]
}

extension JinjaSample {
    static let methods: [JinjaSample] = [
        JinjaSample(
            "{{ ' a '.strip() }}|{{ 'xxa'.lstrip('x') }}|{{ 'axx'.rstrip('x') }}|{{ 'a-b-c'.split('-') }}|{{ 'a-b-c'.split('-', 1) }}|{{ ' a  b '.split() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "a|a|a|['a', 'b', 'c']|['a', 'b-c']|['a', 'b']"),
        JinjaSample(
            "{{ 'a-b-c'.rsplit('-', 1) }} {{ ' a  b c '.rsplit(none, 1) }} {{ ' a  b c '.split(none, 1) }} {{ 'a\\nb\\r\\nc\\n'.splitlines() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "['a-b', 'c'] [' a  b', 'c'] ['a', 'b c '] ['a', 'b', 'c']"),
        JinjaSample(
            "{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'c')) }} {{ 'abcb'.find('b') }} {{ '\u{E4}bcb'.rfind('b') }} {{ 'abc'.find('z') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "True True 1 3 -1"),
        JinjaSample(
            "{{ 'a{}b{}'.format(1, 'x') }} {{ '{0}{1}{0}'.format('a', 'b') }} {{ '{x}{{}}'.format(x=none) }} {{ '{:>5}|{:<4}|{:^5}|{:05d}|{:.2f}|{:,}'.format('a', 'b', 'c', 42, 1.005, 1234567) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "a1bx aba None{}     a|b   |  c  |00042|1.00|1,234,567"),
        JinjaSample(
            "{{ 'abab'.replace('a', 'x') }} {{ 'abab'.count('ab') }} {{ '-'.join(['a', 'b']) }} {{ 'aBc'.swapcase() }} {{ 'abc'.upper().lower().capitalize() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "xbxb 2 a-b AbC Abc"),
        JinjaSample(
            "{{ '12'.isdigit() }} {{ 'a1'.isalnum() }} {{ 'ab'.isalpha() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ 'ab'.islower() }} {{ ''.isdigit() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "True True True True True True False"),
        JinjaSample(
            "{{ '7'.zfill(3) }} {{ '-7'.zfill(4) }} {{ 'a'.ljust(3, '.') }} {{ 'a'.rjust(3) }} {{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "007 -007 a..   a bc ab ('a', '=', 'b=c') ('a=b', '=', 'c')"),
        JinjaSample(
            "{{ d.keys() | list }} {{ d.values() | list | length }} {{ d.items() | length }} {{ 'b' in d.keys() }} {{ {'a': 1}.items() }} {{ d.keys() is sequence }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "['b', 'A', 'items'] 3 3 True dict_items([('a', 1)]) False"),
        JinjaSample(
            "{{ l.index(1) }} {{ l.count(3) }} {{ (1, 2).index(2) }} {{ {'a': 1}.copy() }} {{ {'a': 1}.setdefault('a', 2) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "1 1 1 {'a': 1} 1"),
        JinjaSample(
            "{{ ','.join([1]) }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ 'a'.split('') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ 'abc'.index('z') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ {}.pop('x') }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ [].pop() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ 'a'.nonsense() }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ 'x'.__class__ }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            ""),
        JinjaSample(
            "{{ dict(a=1, b=2) }} {{ dict([('a', 1)]) }} {{ range(3) | list }} {{ range(5, 1, -2) | list }} {{ range(3) }} {{ range(1, 3)[0] }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "{'a': 1, 'b': 2} {'a': 1} [0, 1, 2] [5, 3] range(0, 3) 1"),
        JinjaSample(
            "{{ 1 is number }} {{ true is number }} {{ true is integer }} {{ 1.0 is float }} {{ 'a' is string }} {{ {} is mapping }} {{ [] is sequence }} {{ 'a' is iterable }} {{ none is none }} {{ 1 is iterable }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "True True False True True True True True True False"),
        JinjaSample(
            "{{ 3 is odd }} {{ 4 is even }} {{ 6 is divisibleby 3 }} {{ 1 is eq 1 }} {{ 2 is gt 1 }} {{ 1 is in [1] }} {{ 'a' is lower }} {{ 1 is not defined }} {{ x is undefined }} {{ 1 is sameas true }} {{ range is callable }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "True True True True True True True False True False True"),
        JinjaSample(
            "{{ 'a' is nonsense }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            nil),
        JinjaSample(
            "{{ '\u{DF}'.upper() }} {{ '\u{1C6}'.title() }} {{ s.upper() }} {{ 'e\\u0301' == '\u{E9}' }} {{ 'e\\u0301' | length }}",
            "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}",
            "SS \u{1C5} GR\u{DC}SSE, WELT False 2"),
    ]
}
