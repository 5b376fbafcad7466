/// Templates and what jinja2 makes of them; `nil` where it refuses them. Written by
/// `Tests/ChatTemplates/compare.py samples`, then `swift format`.
extension JinjaSample {
    private static let values1 =
        "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\"}"
    private static let values2 =
        "{\"d\": {\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}, \"l\": [3, 1, 2], \"s\": \"Gr\u{FC}\u{DF}e, Welt\", \"messages\": [{\"role\": \"system\", \"content\": \"S\"}, {\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Yo\"}]}"
}

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
            values1, "3 -4 2 3.5 1024 0.5 1000.0 2.0"),
        JinjaSample(
            "{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ 1 ~ 2 ~ none }} {{ 'a' 'b' }} {{ '-' * 3 }} {{ [1] * 2 + [3] }}",
            values1, "3 9 12None ab --- [1, 1, 3]"),
        JinjaSample(
            "{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' != 'b' }} {{ [1, 2] == [1, 2] }}",
            values1, "True False True True True True"),
        JinjaSample(
            "{{ not true and false or 'x' }} {{ '' or 0 or 'last' }} {{ 1 and 2 }} {{ not 1 == 2 }}", values1,
            "x last 2 True"),
        JinjaSample(
            "{{ 'a' in 'cat' }} {{ 1 in l }} {{ 'b' in d }} {{ 4 not in l }} {{ 'x' in missing }}", values1,
            "True True True True False"),
        JinjaSample(
            "{{ 'yes' if l else 'no' }} {{ 'yes' if missing }} {{ 1 if false else 2 if false else 3 }}", values1,
            "yes  3"),
        JinjaSample(
            "{{ l[0] }} {{ l[-1] }} {{ l[9] }} {{ s[1:3] }} {{ s[::-1] }} {{ l[::2] }} {{ l[-2:] }} {{ l[:-1] }} {{ s[-3:-1] }}",
            values1, "3 2  r\u{FC} tleW ,e\u{DF}\u{FC}rG [3, 2] [1, 2] [3, 1] el"),
        JinjaSample(
            "{{ d.b }} {{ d['A'] }} {{ d['items'] }} {{ d.items() | list }} {{ d.get('z') }} {{ d.get('z', 5) }}",
            values1,
            "1 [1, 2.0, True, None, 'x'] mine [('b', 1), ('A', [1, 2.0, True, None, 'x']), ('items', 'mine')] None 5"),
        JinjaSample(
            "{{ d }} {{ l }} {{ (1,) }} {{ (1, 'a') }} {{ () }} {{ 1.0 }} {{ 1e16 }} {{ 0.1 + 0.2 }} {{ 1e-5 }} {{ none }}",
            values1,
            "{'b': 1, 'A': [1, 2.0, True, None, 'x'], 'items': 'mine'} [3, 1, 2] (1,) (1, 'a') () 1.0 1e+16 0.30000000000000004 1e-05 None"
        ),
        JinjaSample(
            "{{ [\"it's\", 'a\"b', 'both\\'\"', '\\n\\t\\\\', '\u{E9}\\x07\\u200b'] }}", values1,
            "[\"it's\", 'a\"b', 'both\\'\"', '\\n\\t\\\\', '\u{E9}\\x07\\u200b']"),
        JinjaSample("{{ 1, 2 }}", values1, "(1, 2)"),
        JinjaSample("{{ {1: 2, (1, 2): 3}[(1, 2)] }}", values1, "3"),
        JinjaSample(
            "{{ missing }}|{{ missing | length }}|{{ missing == other }}|{{ missing is iterable }}|{{ missing is sequence }}",
            values1, "|0|True|True|True"),
        JinjaSample("{{ missing.x }}", values1, nil),
        JinjaSample("{{ missing + 1 }}", values1, nil),
        JinjaSample("{{ 1 / 0 }}", values1, nil),
        JinjaSample("{{ 'a' + 1 }}", values1, nil),
        JinjaSample("{{ d.get('q')[1:] }}", values1, nil),
        JinjaSample("{{ none.x }}", values1, ""),
        JinjaSample("{{ 1 < 'a' }}", values1, nil),
        JinjaSample("{{ 1 in 5 }}", values1, nil),
        JinjaSample("{{ missing() }}", values1, nil),
        JinjaSample("{{ 0x1F }} {{ 1_000 }} {{ 0b101 }} {{ 0o17 }}", values1, "31 1000 5 15"),
        JinjaSample("{{ l.0 }}", values1, "3"),
        JinjaSample("{{ -l[0] }} {{ +1 }}", values1, "-3 1"),
        JinjaSample("{{ '\\u00e9\\x41\\101\\q' }}", values1, "\u{E9}AA\\q"),
        JinjaSample("{{ true is true }} {{ 1 is true }} {{ [] is false }}", values1, "True False False"),
        JinjaSample("{{ -2 ** 2 }} {{ 2 ** 3 ** 2 }}", values1, "4 64"),
        JinjaSample("{{ 'a%sb%d %5.2f%%' % ('x', 3, 1.5) }}", values1, "axb3  1.50%"),
        JinjaSample("{{ l | sum + 1 }}", values1, "7"),
        JinjaSample("{{ s.x.y }}", values1, nil),
    ]
}

extension JinjaSample {
    static let statements: [JinjaSample] = [
        JinjaSample(
            "{% for i in l %}{{ loop.index }}/{{ loop.length }}{{ ',' if not loop.last }}{% else %}none{% endfor %}",
            values2, "1/3,2/3,3/3"),
        JinjaSample("{% for i in [] %}x{% else %}none{% endfor %}", values2, "none"),
        JinjaSample(
            "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", values2,
            "b=1;A=[1, 2.0, True, None, 'x'];items=mine;"),
        JinjaSample("{% for k in d %}{{ k }}{% endfor %}", values2, "bAitems"),
        JinjaSample("{% for c in '\u{E4}b' %}{{ c }}.{% endfor %}", values2, "\u{E4}.b."),
        JinjaSample(
            "{% for i in l if i > 1 %}{{ loop.index0 }}{{ i }}{{ loop.length }} {% endfor %}", values2, "032 122 "),
        JinjaSample(
            "{% for i in l %}{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }}{{ loop.first }}{{ loop.revindex }} {% endfor %}",
            values2, "<3>1True3 3<1>2False2 1<2>False1 "),
        JinjaSample("{% for i in l %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% endfor %}", values2, "32"),
        JinjaSample("{% for i in range(10) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", values2, "012"),
        JinjaSample(
            "{% for i in l %}{{ loop.cycle('a', 'b') }}{{ loop.changed(i > 2) }}{% endfor %}", values2,
            "aTruebTrueaFalse"),
        JinjaSample("{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}", values2, "123"),
        JinjaSample(
            "{% for n in [[1, [2, [3]]], 4] recursive %}{{ loop.depth }}{% if n is iterable %}({{ loop(n) }}){% else %}{{ n }}{% endif %} {% endfor %}",
            values2, "1(21 2(32 3(43 ) ) ) 14 "),
        JinjaSample("{% set x = 0 %}{% for i in l %}{{ x }}{% set x = x + i %}{% endfor %}{{ x }}", values2, "0000"),
        JinjaSample(
            "{% set ns = namespace(x=0) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}{{ ns.y }}",
            values2, "6"),
        JinjaSample("{% set a, b = 1, 2 %}{{ a }}{{ b }}", values2, "12"),
        JinjaSample("{% set x %}a{{ 1 }}b{% endset %}[{{ x }}]", values2, "[a1b]"),
        JinjaSample("{% set x | upper | replace('A', 'b') %}a{% endset %}{{ x }}", values2, "b"),
        JinjaSample("{% filter upper %}abc{{ 'd' }}{% endfilter %}", values2, "ABCD"),
        JinjaSample("{% if false %}1{% elif l %}2{% else %}3{% endif %}", values2, "2"),
        JinjaSample("{% if true %}{% set x = 1 %}{% endif %}{{ x }}", values2, "1"),
        JinjaSample(
            "{% macro f(a, b=2, c=b) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }} {{ f(1, c=5) }} {{ f() }} {{ f.name }}",
            values2, "122 125 22 f"),
        JinjaSample(
            "{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, x=3) }}", values2, "(1, 2){'x': 3}"),
        JinjaSample(
            "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}", values2, "543210"),
        JinjaSample(
            "{% macro f(a) %}<{{ caller(a) }}>{% endmacro %}{% call(x) f(3) %}{{ x * 2 }}{% endcall %}", values2, "<6>"),
        JinjaSample(
            "{% macro f() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ f() }}{% set x = 2 %}{{ f() }}", values2, "12"),
        JinjaSample("{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}", values2, nil),
        JinjaSample("{% macro f(a) %}{% endmacro %}{{ f(z=2) }}", values2, nil),
        JinjaSample("{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a }}", values2, "3"),
        JinjaSample("{% generation %}x{% set q = 1 %}{% endgeneration %}{{ q }}", values2, "x"),
        JinjaSample("{% set l2 = [] %}{% set _ = l2.append(1) %}{{ l2 }}", values2, "[1]"),
        JinjaSample(
            "{% set _ = d.update({'z': 1}) %}{{ d.z }}{{ d.pop('z') }}{{ d }}", values2,
            "11{'b': 1, 'A': [1, 2.0, True, None, 'x'], 'items': 'mine'}"),
        JinjaSample("{% set x.y = 1 %}", values2, nil),
        JinjaSample("{% set q = {} %}{% set q.y = 1 %}", values2, nil),
        JinjaSample("{% break %}", values2, nil),
        JinjaSample("{% if %}", values2, nil),
        JinjaSample("{% for %}", values2, nil),
        JinjaSample("{% nonsense %}", values2, nil),
        JinjaSample("{{ raise_exception('no ' ~ 1) }}", values2, nil),
        JinjaSample(
            "{{ strftime_now('%d %B %Y %H:%M %-d %b %A %j') }}", values2, "05 March 2026 14:07 5 Mar Thursday 064"),
        JinjaSample("{% endif %}", values2, nil),
        JinjaSample("{{ 1", values2, nil),
        JinjaSample("{% if true %}", values2, nil),
        JinjaSample(
            "{% for m in messages %}{% if loop.previtem is defined %}{{ loop.previtem.role }}{% endif %}{{ m['role'] }} {% endfor %}",
            values2, "system systemuser userassistant "),
        JinjaSample(
            "{{ messages[0].role }} {{ messages[1:] | length }} {{ messages | map(attribute='role') | join(',') }}",
            values2, "system 2 system,user,assistant"),
        JinjaSample("{% for x in 5 %}{% endfor %}", values2, nil),
        JinjaSample("{% for x in none %}{% endfor %}", values2, nil),
        JinjaSample("{% for x in missing %}a{% else %}b{% endfor %}", values2, "b"),
    ]
}

extension JinjaSample {
    static let filters: [JinjaSample] = [
        JinjaSample("{{ d | tojson }}", values2, "{\"b\": 1, \"A\": [1, 2.0, true, null, \"x\"], \"items\": \"mine\"}"),
        JinjaSample(
            "{{ d | tojson(indent=2) }}", values2,
            "{\n  \"b\": 1,\n  \"A\": [\n    1,\n    2.0,\n    true,\n    null,\n    \"x\"\n  ],\n  \"items\": \"mine\"\n}"
        ),
        JinjaSample(
            "{{ '\u{FC}\"\\n\\u0007<&' | tojson }} {{ '\u{FC}\\x7f\u{1F600}' | tojson(ensure_ascii=true) }}", values2,
            "\"\u{FC}\\\"\\n\\u0007<&\" \"\\u00fc\\u007f\\ud83d\\ude00\""),
        JinjaSample(
            "{{ {'b': 1, 'a': 2} | tojson(sort_keys=true) }} {{ [1, 2] | tojson(separators=(',', ':')) }} {{ (1, none) | tojson }}",
            values2, "{\"a\": 2, \"b\": 1} [1,2] [1, null]"),
        JinjaSample(
            "{{ [] | tojson(indent=1) }}{{ {} | tojson }} {{ [[1], {'a': []}] | tojson(indent=1) }}", values2,
            "[]{} [\n [\n  1\n ],\n {\n  \"a\": []\n }\n]"),
        JinjaSample("{{ missing | tojson }}", values2, nil),
        JinjaSample(
            "{{ '  x ' | trim }}|{{ 'xxaxx' | trim('x') }}|{{ 'abc' | upper }}{{ 'ABC' | lower }}{{ 'aBC dE' | capitalize }}",
            values2, "x|a|ABCabcAbc de"),
        JinjaSample("{{ \"it's a-b (c) x\" | title }} {{ \"it's a-b\".title() }}", values2, "It's A-B (C) X It'S A-B"),
        JinjaSample("{{ l | length }} {{ s | length }} {{ d | length }} {{ 5 | length }}", values2, nil),
        JinjaSample(
            "{{ l | join('-') }} {{ [1, none, 'x'] | join }} {{ messages | join(', ', attribute='role') }}", values2,
            "3-1-2 1Nonex system, user, assistant"),
        JinjaSample(
            "{{ l | sort | list }} {{ l | sort(reverse=true) }} {{ ['b', 'A', 'c'] | sort }} {{ messages | sort(attribute='content') | map(attribute='role') | list }}",
            values2, "[1, 2, 3] [3, 2, 1] ['A', 'b', 'c'] ['user', 'system', 'assistant']"),
        JinjaSample(
            "{{ d | dictsort }} {{ d | items | list }}", values2,
            "[('A', [1, 2.0, True, None, 'x']), ('b', 1), ('items', 'mine')] [('b', 1), ('A', [1, 2.0, True, None, 'x']), ('items', 'mine')]"
        ),
        JinjaSample(
            "{{ l | first }} {{ l | last }} {{ [] | first }} {{ l | max }} {{ l | min }} {{ ['b', 'A'] | min }}",
            values2, "3 2  3 1 A"),
        JinjaSample(
            "{{ missing | default('x') }} {{ '' | default('y', true) }} {{ none | default('z') }} {{ 0 | d(1) }}",
            values2, "x y None 0"),
        JinjaSample(
            "{{ '42' | int }} {{ 'x' | int }} {{ 'x' | int(7) }} {{ '3.9' | int }} {{ 'ff' | int(base=16) }} {{ '2.5' | float }} {{ 3 | float }}",
            values2, "42 0 7 3 255 2.5 3.0"),
        JinjaSample(
            "{{ l | map('string') | list }} {{ ['a', 'b'] | map('upper') | join }} {{ l | select('odd') | list }} {{ l | reject('gt', 1) | list }}",
            values2, "['3', '1', '2'] AB [3, 1] [1]"),
        JinjaSample(
            "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list }} {{ messages | rejectattr('role', 'in', ['user']) | list | length }}",
            values2, "['Hi'] 2"),
        JinjaSample(
            "{{ messages | selectattr('name') | list }} {{ messages | selectattr('name', 'defined') | list | length }} {{ none | select | list }}",
            values2, "[] 0 []"),
        JinjaSample("{{ l | select | length }}", values2, nil),
        JinjaSample(
            "{{ [1, 1, 2, 'a', 'A'] | unique | list }} {{ l | reverse | list }} {{ 'abc' | reverse }} {{ l | sum }}",
            values2, "[1, 2, 'a'] [2, 1, 3] cba 6"),
        JinjaSample(
            "{{ 'a\\nb\\n\\nc' | indent }}|{{ 'a\\nb' | indent(2, first=true) }}|{{ 'a\\n\\nb' | indent(1, blank=true) }}",
            values2, "a\n    b\n\n    c|  a\n  b|a\n \n b"),
        JinjaSample(
            "{{ 'aXbX' | replace('X', '-') }} {{ 'aXbX' | replace('X', '-', 1) }} {{ 'ab' | replace('', '.') }}",
            values2, "a-b- a-bX .a.b."),
        JinjaSample(
            "{{ l | batch(2) | map('list') | list }} {{ '<a>' | escape }} {{ '<a>' | safe + '<b>' }} {{ '<' + '\"' | e }} {{ '<a>' | safe ~ '<b>' }}",
            values2, "[[3, 1], [2]] &lt;a&gt; <a>&lt;b&gt; &lt;&#34; <a><b>"),
        JinjaSample(
            "{{ '%s-%s' | format(1, 'a') }} {{ 3.14159 | round(2) }} {{ -3 | abs }} {{ 'a b c' | wordcount }} {{ 2.5 | round | int }}",
            values2, "1-a 3.14 3 3 2"),
        JinjaSample(
            "{{ messages | groupby('role') | map('first') | list }} {{ 'ab' | list }} {{ d | list }} {{ 5 | string + 'x' }}",
            values2, "['assistant', 'system', 'user'] ['a', 'b'] ['b', 'A', 'items'] 5x"),
        JinjaSample("{{ 1 | nonsense }}", values2, nil),
        JinjaSample("{% if false %}{{ 1 | nonsense }}{% endif %}ok", values2, "ok"),
        JinjaSample("{% if true %}{{ 1 | nonsense }}{% endif %}", values2, nil),
        JinjaSample("{{ {'a': {'b': [1, 2]}} | attr('a') }}", values2, ""),
        JinjaSample(
            "{{ [{'a': {'b': 3}}] | map(attribute='a.b') | list }} {{ [{}] | map(attribute='x', default='-') | list }}",
            values2, "[3] ['-']"),
        JinjaSample("{{ '{\"a\": [1]}' | from_json }}", values2, "{'a': [1]}"),
        JinjaSample("{{ 'x' | from_json }}", values2, nil),
        JinjaSample("{{ 'hello big world' | truncate(9) }} {{ 'ab' | center(6) }}|", values2, "hello...   ab  |"),
        JinjaSample(
            "{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %} {{ {'x': 2, 'y': 1} | dictsort(by='value') }}",
            values2, "a2b1 [('y', 1), ('x', 2)]"),
    ]
}

extension JinjaSample {
    static let methods: [JinjaSample] = [
        JinjaSample(
            "{{ ' a '.strip() }}|{{ 'xxa'.lstrip('x') }}|{{ 'axx'.rstrip('x') }}|{{ 'a-b-c'.split('-') }}|{{ 'a-b-c'.split('-', 1) }}|{{ ' a  b '.split() }}",
            values1, "a|a|a|['a', 'b', 'c']|['a', 'b-c']|['a', 'b']"),
        JinjaSample(
            "{{ 'a-b-c'.rsplit('-', 1) }} {{ ' a  b c '.rsplit(none, 1) }} {{ ' a  b c '.split(none, 1) }} {{ 'a\\nb\\r\\nc\\n'.splitlines() }}",
            values1, "['a-b', 'c'] [' a  b', 'c'] ['a', 'b c '] ['a', 'b', 'c']"),
        JinjaSample(
            "{{ 'abc'.startswith('ab') }} {{ 'abc'.endswith(('x', 'c')) }} {{ 'abcb'.find('b') }} {{ '\u{E4}bcb'.rfind('b') }} {{ 'abc'.find('z') }}",
            values1, "True True 1 3 -1"),
        JinjaSample(
            "{{ 'a{}b{}'.format(1, 'x') }} {{ '{0}{1}{0}'.format('a', 'b') }} {{ '{x}{{}}'.format(x=none) }} {{ '{:>5}|{:<4}|{:^5}|{:05d}|{:.2f}|{:,}'.format('a', 'b', 'c', 42, 1.005, 1234567) }}",
            values1, "a1bx aba None{}     a|b   |  c  |00042|1.00|1,234,567"),
        JinjaSample(
            "{{ 'abab'.replace('a', 'x') }} {{ 'abab'.count('ab') }} {{ '-'.join(['a', 'b']) }} {{ 'aBc'.swapcase() }} {{ 'abc'.upper().lower().capitalize() }}",
            values1, "xbxb 2 a-b AbC Abc"),
        JinjaSample(
            "{{ '12'.isdigit() }} {{ 'a1'.isalnum() }} {{ 'ab'.isalpha() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ 'ab'.islower() }} {{ ''.isdigit() }}",
            values1, "True True True True True True False"),
        JinjaSample(
            "{{ '7'.zfill(3) }} {{ '-7'.zfill(4) }} {{ 'a'.ljust(3, '.') }} {{ 'a'.rjust(3) }} {{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }}",
            values1, "007 -007 a..   a bc ab ('a', '=', 'b=c') ('a=b', '=', 'c')"),
        JinjaSample(
            "{{ d.keys() | list }} {{ d.values() | list | length }} {{ d.items() | length }} {{ 'b' in d.keys() }} {{ {'a': 1}.items() }} {{ d.keys() is sequence }}",
            values1, "['b', 'A', 'items'] 3 3 True dict_items([('a', 1)]) False"),
        JinjaSample(
            "{{ l.index(1) }} {{ l.count(3) }} {{ (1, 2).index(2) }} {{ {'a': 1}.copy() }} {{ {'a': 1}.setdefault('a', 2) }}",
            values1, "1 1 1 {'a': 1} 1"),
        JinjaSample("{{ ','.join([1]) }}", values1, nil),
        JinjaSample("{{ 'a'.split('') }}", values1, nil),
        JinjaSample("{{ 'abc'.index('z') }}", values1, nil),
        JinjaSample("{{ {}.pop('x') }}", values1, nil),
        JinjaSample("{{ [].pop() }}", values1, nil),
        JinjaSample("{{ 'a'.nonsense() }}", values1, nil),
        JinjaSample("{{ 'x'.__class__ }}", values1, ""),
        JinjaSample(
            "{{ dict(a=1, b=2) }} {{ dict([('a', 1)]) }} {{ range(3) | list }} {{ range(5, 1, -2) | list }} {{ range(3) }} {{ range(1, 3)[0] }}",
            values1, "{'a': 1, 'b': 2} {'a': 1} [0, 1, 2] [5, 3] range(0, 3) 1"),
        JinjaSample(
            "{{ 1 is number }} {{ true is number }} {{ true is integer }} {{ 1.0 is float }} {{ 'a' is string }} {{ {} is mapping }} {{ [] is sequence }} {{ 'a' is iterable }} {{ none is none }} {{ 1 is iterable }}",
            values1, "True True False True True True True True True False"),
        JinjaSample(
            "{{ 3 is odd }} {{ 4 is even }} {{ 6 is divisibleby 3 }} {{ 1 is eq 1 }} {{ 2 is gt 1 }} {{ 1 is in [1] }} {{ 'a' is lower }} {{ 1 is not defined }} {{ x is undefined }} {{ 1 is sameas true }} {{ range is callable }}",
            values1, "True True True True True True True False True False True"),
        JinjaSample("{{ 'a' is nonsense }}", values1, nil),
        JinjaSample(
            "{{ '\u{DF}'.upper() }} {{ '\u{1C6}'.title() }} {{ s.upper() }} {{ 'e\\u0301' == '\u{E9}' }} {{ 'e\\u0301' | length }}",
            values1, "SS \u{1C5} GR\u{DC}SSE, WELT False 2"),
    ]
}
