"""Shows that each lint finds what it is there to find, and leaves the rest alone."""

import pathlib
import tempfile
import unittest

import arrows
import figures
import layout
import no_braces_in_co_await
import shape
import sources


class Tree(unittest.TestCase):
    """A project of a few files in a temporary folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class SourcesTest(unittest.TestCase):
    def test_strings_and_comments_are_not_code(self):
        code = sources.live_code('a("{") // {\n/* {\n{ */ b(R"x({)x", \'{\', 1\'000, \'}\');')
        self.assertNotIn("{", code)
        self.assertNotIn("}", code)
        self.assertIn("1'000", code)
        self.assertEqual(code.count("\n"), 2)


class ArrowsTest(Tree):
    def findings(self, name, text):
        self.write(name, text)
        return list(arrows.check(self.root))

    def test_an_arrow_the_wrong_way_is_found_with_its_line(self):
        found = self.findings("mapping/a.cpp", '#include <string>\n#include "bridge/log.hpp"\n')
        self.assertEqual(found, ["mapping/a.cpp:2: mapping must not include bridge"])

    def test_the_two_sides_do_not_know_each_other(self):
        self.assertTrue(self.findings("matrix_appservice/a.cpp", '#include "xmpp_component/component.hpp"\n'))

    def test_only_the_composition_root_sees_the_configuration_and_the_store(self):
        self.assertTrue(self.findings("bridge/a.cpp", '#include "config/load.hpp"\n'))
        self.assertTrue(self.findings("bridge/b.cpp", '#include "bridge/store/store.hpp"\n'))

    def test_a_library_stays_in_its_folder(self):
        for folder, header in (
            ("bridge", "nlohmann/json.hpp"),
            ("bridge", "boost/beast/http.hpp"),
            ("mapping", "boost/asio/awaitable.hpp"),
            ("xmpp_component", "sqlite3.h"),
            ("matrix_appservice", "pugixml.hpp"),
            ("config", "libpq-fe.h"),
            ("mapping", "gtest/gtest.h"),
            ("bridge/store", "yaml-cpp/yaml.h"),
        ):
            with self.subTest(folder=folder, header=header):
                self.assertTrue(self.findings(f"{folder}/a.hpp", f"#include <{header}>\n"))

    def test_what_is_allowed_is_left_alone(self):
        self.write("bridge/app/a.cpp", '#include "config/load.hpp"\n#include <CLI/CLI.hpp>\n#include <unistd.h>\n')
        self.write("bridge/store/a.cpp", '#include "bridge/log.hpp"\n#include <libpq-fe.h>\n#include <vector>\n')
        self.write("mapping/a.hpp", "#include <boost/system/result.hpp>\n")
        self.assertEqual(list(arrows.check(self.root)), [])

    def test_a_relative_include_is_found(self):
        self.assertTrue(self.findings("bridge/a.cpp", '#include "log.hpp"\n'))

    def test_a_link_the_wrong_way_is_found(self):
        text = "bascule_library(\n  bascule_mapping\n  SOURCES a.cpp\n  LINK Boost::headers bascule_bridge)\n"
        found = self.findings("mapping/CMakeLists.txt", text)
        self.assertEqual(found, ["mapping/CMakeLists.txt:1: mapping must not link bascule_bridge"])

    def test_a_private_link_counts_as_well(self):
        self.assertTrue(self.findings("bridge/CMakeLists.txt", "bascule_library(bascule_bridge LINK a PRIVATE EXPAT::EXPAT)"))

    def test_a_library_that_nobody_has_judged_is_found(self):
        found = self.findings("mapping/CMakeLists.txt", "target_link_libraries(bascule_mapping PRIVATE icu)")
        self.assertIn("icu is unknown", found[0])


class NoBracesInCoAwaitTest(unittest.TestCase):
    def lines(self, text):
        return [line for line, _ in no_braces_in_co_await.check_text(text)]

    def test_an_aggregate_in_the_expression_is_found(self):
        self.assertEqual(self.lines("f();\nco_await send(Message{a});\n"), [2])
        self.assertEqual(self.lines("co_await send({.a = 1});"), [1])
        self.assertEqual(self.lines("auto x = co_await f(g(h({1})));"), [1])

    def test_a_lambda_in_the_expression_is_found(self):
        self.assertEqual(self.lines("co_await until([this, text] { return true; });"), [1])
        self.assertEqual(self.lines("co_await [s]() -> Task<void> { co_return; }();"), [1])

    def test_a_chosen_temporary_in_the_expression_is_found(self):
        self.assertEqual(self.lines("f();\nco_await send(a ? std::string(b) : c);"), [2])
        self.assertEqual(self.lines("co_await send(a ? b : name_of(c));"), [1])
        self.assertEqual(self.lines("co_await send(a ? Hint::muc : Hint::none);"), [])

    def test_an_await_that_is_chosen_is_found(self):
        self.assertEqual(self.lines("const auto b = a ? f(1) : co_await g();"), [1])
        self.assertEqual(self.lines("co_return a ? co_await g(*a) : nothing;"), [1])
        self.assertEqual(self.lines("for (auto& b : co_await all()) {"), [])
        self.assertEqual(self.lines("const auto b = a ? 1 : 2;\nco_await g(b);"), [])

    def test_a_brace_beside_the_expression_is_none_in_it(self):
        for text in (
            "if (co_await is_well()) {\n}",
            "Thing thing{co_await f()};",
            'co_await f("{", \'{\'); // {',
            "co_await f(); g({1});",
            "h({1}, co_await f(), Thing{2});",
            "co_await f(std::string{text});",
            "co_await until([this] { return count == 1; });",
            "co_await until([&] { return count == 1; });",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.lines(text), [])

    def test_an_await_compared_in_a_loops_condition_is_found(self):
        self.assertEqual(self.lines("while (co_await next() == Wish::reload) {\n}"), [1])
        self.assertEqual(self.lines("while (!done && co_await more()) {\n}"), [])


class ShapeTest(Tree):
    def test_a_long_file_is_found(self):
        self.write("bridge/README.md", "")
        self.write("bridge/long.cpp", "\n" * 301)
        self.write("bridge/short.cpp", "\n" * 300)
        found = list(shape.check(self.root))
        self.assertEqual(len(found), 1)
        self.assertIn("bridge/long.cpp: 301 lines", found[0])

    def test_a_folder_with_sources_and_without_readme_is_found(self):
        self.write("mapping/jid.cpp", "")
        self.write("tests/README.md", "")
        self.write("tests/e2e/clients/matrix.py", "")
        found = list(shape.check(self.root))
        self.assertEqual([line.split(":")[0] for line in found], ["mapping", "tests/e2e/clients"])

    def test_a_test_that_is_not_built_is_found(self):
        self.write("tests/README.md", "")
        self.write("tests/mapping/README.md", "")
        self.write("tests/mapping/names_test.cpp", "")
        self.write("tests/mapping/room_names_test.cpp", "")
        self.write("tests/mapping/CMakeLists.txt", "add_executable(t room_names_test.cpp)")
        (finding,) = shape.check_tests(self.root)
        self.assertIn("tests/mapping/names_test.cpp: is in no CMakeLists.txt", finding)

    def test_a_long_readme_is_found_but_not_that_of_the_project(self):
        self.write("README.md", "\n" * 31)
        self.write("mapping/README.md", "\n" * 31)
        self.write("bridge/README.md", "\n" * 30)
        self.assertEqual(list(shape.check(self.root)), ["mapping/README.md: 31 lines, where 30 must do"])


class LayoutTest(Tree):
    def test_a_file_in_another_layout_is_found(self):
        self.write(".clang-format", "BasedOnStyle: Google\nIndentWidth: 4\n")
        self.write("mapping/a.cpp", "int  f( ){return 1;}\n")
        self.assertTrue(any("mapping/a.cpp:1" in line for line in layout.check(self.root)))

    def test_a_file_in_the_layout_is_left_alone(self):
        self.write(".clang-format", "BasedOnStyle: Google\n")
        self.write("mapping/a.cpp", "int f() { return 1; }\n")
        self.assertEqual(list(layout.check(self.root)), [])


class FiguresTest(Tree):
    def test_a_figure_that_is_not_in_the_table_is_found(self):
        self.write("bridge/app/metrics_table.cpp", '    {"known", counter, "Help", {}},\n')
        self.write("bridge/a.cpp", 'metrics_.add("known", {}, 1);\n\nmetrics_.set("other", {}, 1);\n')
        self.assertEqual(list(figures.check(self.root)), ["bridge/a.cpp:3: other is not in bridge/app/metrics_table.cpp"])

    def test_a_figure_that_nothing_sets_is_found(self):
        rows = '    {"set", gauge, "Help", {}},\n    {"listed", gauge, "Help", {}},\n    {"idle", counter, "Help", {}},\n'
        self.write("bridge/app/metrics_table.cpp", rows)
        self.write("bridge/a.cpp", 'metrics_.set("set", {}, 1);\nconst Figure figure{"listed"};\n')
        self.assertEqual(list(figures.check(self.root)), ["bridge/app/metrics_table.cpp:3: nothing sets idle"])


if __name__ == "__main__":
    unittest.main()
