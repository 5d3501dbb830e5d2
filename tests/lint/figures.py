"""Every figure that the code counts stands in the table of metrics, and the code counts every figure of the table."""

import re

import sources

TABLE = "bridge/app/metrics_table.cpp"
ROW = re.compile(r'^\s*\{"([a-z_]+)", (?:counter|gauge|histogram)', re.MULTILINE)
USE = re.compile(r'\bmetrics_?(?:\.|->)(?:add|set|observe)\(\s*"([^"]+)"')
WORD = re.compile(r'"([a-z_]+)"')


def check(root):
    table = (root / TABLE).read_text()
    rows = {row.group(1): sources.line_of(table, row.start(1)) for row in ROW.finditer(table)}
    named = set()  # also by way of a table of the code's own, hence any string that is such a name
    for path in sources.files(root, sources.PRODUCT, sources.CODE):
        if path == root / TABLE:
            continue
        text = path.read_text()
        named.update(WORD.findall(text))
        for use in USE.finditer(text):
            if use.group(1) not in rows:
                line = sources.line_of(text, use.start())
                yield f"{path.relative_to(root).as_posix()}:{line}: {use.group(1)} is not in {TABLE}"
    for name, line in rows.items():
        if name not in named:
            yield f"{TABLE}:{line}: nothing sets {name}"


if __name__ == "__main__":
    sources.main(check, __doc__)
