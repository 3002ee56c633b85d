"""Bugs around the verbs: HTTP, keys, roles, logs, the engines of the table."""

from tests.planted.bug import Bug

AROUND = (
    Bug(
        "a 500: a body that is nested too deep",
        "chalicelib/api/http/request/body.py",
        "    except RecursionError:\n",
        "    except ZeroDivisionError:\n",
        ("tests/api/http/request/test_body.py::test_a_body_that_is_nested_deeper_than_python_can_follow_is_refused",),
    ),
    Bug(
        "a 500: a number with a huge exponent",
        "chalicelib/api/http/request/body.py",
        "    except InvalidOperation:\n",
        "    except ZeroDivisionError:\n",
        ("tests/api/http/request/test_body.py::test_a_number_with_an_exponent_beyond_the_bound_is_refused",),
    ),
    Bug(
        "a key in the log: a record is written as it is",
        "chalicelib/api/http/access_log.py",
        'return redact_keys(json.dumps(line, separators=(",", ":"), default=str))',
        'return json.dumps(line, separators=(",", ":"), default=str)',
        ("tests/api/http/test_access_log.py",),
    ),
    Bug(
        "a key in a URL is let through",
        "chalicelib/api/http/pipeline.py",
        "    refuse_keys_in_url(incoming)\n",
        "",
        ("tests/api/http/test_access_log.py",),
    ),
    Bug(
        "a lost scope: every key may write",
        "chalicelib/api/http/request/authentication.py",
        'if scope != "key" and scope not in caller.scopes:',
        'if scope == "admin" and scope not in caller.scopes:',
        ("tests/api/http/request/test_authentication.py",),
    ),
    Bug(
        "a revoked key that works for ten minutes",
        "chalicelib/api/http/request/authentication.py",
        "REMEMBERED_MS = 60_000\n",
        "REMEMBERED_MS = 600_000\n",
        ("tests/api/http/request/test_authentication.py",),
    ),
    Bug(
        "a limit that never ends: each lease is as if it was the first",
        "chalicelib/operations/access/rate_limits.py",
        "held.left, held.beyond, held.is_last = size, limit - total, total >= limit\n",
        "held.left, held.beyond, held.is_last = tenth, limit - total, False\n",
        ("tests/operations/access/test_rate_limits.py::test_one_process_alone_gets_the_whole_limit_and_not_one_more",),
    ),
    Bug(
        "an action too many: tick may scan the table",
        ".chalice/policy-tick.json",
        '        "dynamodb:BatchGetItem",\n        "dynamodb:GetItem"\n',
        '        "dynamodb:BatchGetItem",\n        "dynamodb:GetItem",\n        "dynamodb:Scan"\n',
        ("tests/test_policies.py::test_a_function_may_do_what_its_code_does",),
    ),
    Bug(
        "a condition that SQLite ignores: an absent row",
        "chalicelib/store/engines/sqlite.py",
        "        return (found is not None) == (condition is PRESENT)\n",
        "        return found is not None or condition is not PRESENT\n",
        ("tests/store/test_contract.py::test_an_action_is_done_exactly_when_its_condition_holds",),
    ),
    Bug(
        "a page of another site that may not send a key",
        "chalicelib/api/http/response/cors.py",
        '    "Authorization",\n    "Content-Encoding",\n',
        '    "Content-Encoding",\n',
        ("tests/api/http/test_http_rows.py::test_preflight",),
    ),
    Bug(
        "a part of the contract without the filters by entries",
        "chalicelib/api/openapi/parts/operations.py",
        "    return (*filter_parameters(kind), *entry_filter_parameters(kind), *origin_filter_parameters(kind))\n",
        "    return (*filter_parameters(kind), *origin_filter_parameters(kind))\n",
        ("tests/api/openapi/test_parts.py::test_the_filters_of_a_part_are_those_of_the_list",),
    ),
    Bug(
        "a part of the contract in which a value may have any form",
        "chalicelib/api/openapi/parts/kind_schemas.py",
        '"anyOf": [value, {"type": "array", "items": value}]',
        '"anyOf": [value, {"type": "array"}]',
        (
            "tests/api/openapi/test_parts.py::test_a_part_names_every_property_with_its_meaning_and_refuses_another_form",
        ),
    ),
    Bug(
        "the vocabulary of a kind without the units of composed dimensions",
        "chalicelib/kinds/vocabularies/vocabulary_of_kind.py",
        'for part in (each, *each.split("/"))}',
        "for part in (each,)}",
        ("tests/api/pages/test_vocabulary_of_kind.py::test_it_lists_the_codes_and_units_that_its_properties_take",),
    ),
    Bug(
        "an export of which a property with a digit cannot be imported",
        "chalicelib/operations/transfer/line_shapes.py",
        'r"^[a-z][a-z0-9_]*$"',
        'r"^[a-z_]+$"',
        ("tests/seeds/test_seeds.py::test_the_seeds_go_through_an_export",),
    ),
)
