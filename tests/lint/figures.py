"""Every figure that the code counts stands in the table of metrics."""

import re

import sources

TABLE = "bridge/app/metrics_table.cpp"
USE = re.compile(r'\bmetrics_?(?:\.|->)(?:add|set|observe)\(\s*"([^"]+)"')


def check(root):
    known = set(re.findall(r'^\s*\{"([a-z_]+)", (?:counter|gauge|histogram)', (root / TABLE).read_text(), re.MULTILINE))
    for path in sources.files(root, sources.PRODUCT, sources.CODE):
        text = path.read_text()
        for use in USE.finditer(text):
            if use.group(1) not in known:
                line = sources.line_of(text, use.start())
                yield f"{path.relative_to(root).as_posix()}:{line}: {use.group(1)} is not in {TABLE}"


if __name__ == "__main__":
    sources.main(check, __doc__)
