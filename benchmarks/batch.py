"""Batch against its floor: a library reads the same table, adds as many constant cells and writes it.

    python benchmarks/batch.py TABLE.csv|TABLE.parquet [JOBS]

The floor of CSV is the csv module, that of Parquet is pyarrow. Prints rows a second, CPU seconds of both, the ratio,
and the peak memory of the largest process.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from qualrec.batch.columns import OUTPUT

CELL = "x" * 14  # 25 of them are about what an answer takes


def floor_of_csv(table: Path, out: Path) -> int:
    count, tail = -1, [CELL] * len(OUTPUT)
    with table.open(encoding="utf-8", newline="") as read, out.open("w", encoding="utf-8", newline="") as write:
        writer = csv.writer(write, lineterminator="\n")
        for row in csv.reader(read):
            writer.writerow(row + tail)
            count += 1
    return count


def floor_of_parquet(table: Path, out: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(table)
    schema = pa.schema([*file.schema_arrow, *(pa.field(name, pa.string()) for name in OUTPUT)])
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for part in file.iter_batches(batch_size=32_768):
            cells = pa.array([CELL] * part.num_rows)
            writer.write_batch(pa.RecordBatch.from_arrays([*part.columns, *[cells] * len(OUTPUT)], schema=schema))
    return int(file.metadata.num_rows)


def numbers(out: Path) -> Iterator[int]:
    if out.suffix == ".parquet":
        import pyarrow.parquet as pq

        yield from pq.read_table(out, columns=["q_row"])["q_row"].to_pylist()
        return
    with out.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield int(row["q_row"])


def main() -> None:
    table, jobs = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "1"
    floor = floor_of_parquet if table.suffix == ".parquet" else floor_of_csv
    with tempfile.TemporaryDirectory(dir=table.parent) as folder:
        start, cpu = time.perf_counter(), time.process_time()
        count = floor(table, Path(folder) / "floor")
        least, least_cpu = time.perf_counter() - start, time.process_time() - cpu
        out = Path(folder) / f"out{table.suffix}"
        start = time.perf_counter()
        command = [sys.executable, "-m", "qualrec", "batch", str(table), "--to", "DE", "--on", "2026-01-01"]
        subprocess.run([*command, "-o", str(out), "--jobs", jobs], check=True)
        spent = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert list(numbers(out)) == list(range(1, count + 1))
    print(f"rows {count:,}; floor {least:.1f} s (CPU {least_cpu:.1f}); batch --jobs {jobs} {spent:.1f} s", end=" ")
    cpu_spent = used.ru_utime + used.ru_stime
    print(f"(CPU {cpu_spent:.1f}); {count / spent:,.0f} rows/s; ratio {spent / least:.2f}", end=" ")
    print(f"(CPU {cpu_spent / least_cpu:.2f}); peak {used.ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
