"""Waits for the modules whose native code opens files, and wraps their functions once imported.

The audit hook sees what Python opens; C++ and Rust open files behind its back. Nothing is imported
from here: a finder that comes first on `sys.meta_path` lets the others find the module, and steps
in once between its execution and its first use.
"""
import sys

# Module → its readers and writers: (what, name of the path's parameter, its position, how).
# How: "r" reads, "w" writes, "folder" writes many files into one folder, or the name and position of the parameter that holds an open mode.
# A position counts from the first argument that a caller gives; -1 stands for "by name only".
# What the installed version does not have is passed over.
TARGETS = {
    "pyarrow": (
        ("memory_map", "path", 0, ("mode", 1)),
        ("input_stream", "source", 0, "r"),
        ("output_stream", "source", 0, "w"),
        ("OSFile", "path", 0, ("mode", 1)),
    ),
    "pyarrow.parquet.core": (
        ("ParquetFile.__init__", "source", 0, "r"),
        ("ParquetDataset.__init__", "path_or_paths", 0, "r"),
        ("ParquetWriter.__init__", "where", 0, "w"),
        ("read_table", "source", 0, "r"),
    ),
    "pyarrow.dataset": (
        ("dataset", "source", 0, "r"),
        ("write_dataset", "base_dir", 1, "folder"),
    ),
    "pyarrow.csv": (
        ("read_csv", "input_file", 0, "r"),
        ("open_csv", "input_file", 0, "r"),
        ("write_csv", "output_file", 1, "w"),
        ("CSVWriter", "sink", 0, "w"),
    ),
    "pyarrow.json": (
        ("read_json", "input_file", 0, "r"),
        ("open_json", "input_file", 0, "r"),
    ),
    "pyarrow.feather": (
        ("read_table", "source", 0, "r"),
        ("read_feather", "source", 0, "r"),
        ("write_feather", "dest", 1, "w"),
    ),
    "pyarrow.orc": (
        ("ORCFile.__init__", "source", 0, "r"),
        ("ORCWriter.__init__", "where", 0, "w"),
        ("read_table", "source", 0, "r"),
        ("write_table", "where", 1, "w"),
    ),
    "pyarrow.ipc": (
        ("open_file", "source", 0, "r"),
        ("open_stream", "source", 0, "r"),
        ("new_file", "sink", 0, "w"),
        ("new_stream", "sink", 0, "w"),
    ),
    "polars.io.csv.functions": (
        ("read_csv", "source", 0, "r"),
        ("read_csv_batched", "source", 0, "r"),
        ("scan_csv", "source", 0, "r"),
    ),
    "polars.io.parquet.functions": (
        ("read_parquet", "source", 0, "r"),
        ("scan_parquet", "source", 0, "r"),
        ("read_parquet_schema", "source", 0, "r"),
        ("read_parquet_metadata", "source", 0, "r"),
    ),
    "polars.io.ipc.functions": (
        ("read_ipc", "source", 0, "r"),
        ("read_ipc_stream", "source", 0, "r"),
        ("read_ipc_schema", "source", 0, "r"),
        ("scan_ipc", "source", 0, "r"),
    ),
    "polars.io.ndjson": (
        ("read_ndjson", "source", 0, "r"),
        ("scan_ndjson", "source", 0, "r"),
    ),
    "polars.io.json.read": (("read_json", "source", 0, "r"),),
    "polars.io.avro": (("read_avro", "source", 0, "r"),),
    "polars.dataframe.frame": (
        ("DataFrame.write_csv", "file", 0, "w"),
        ("DataFrame.write_parquet", "file", 0, "w"),
        ("DataFrame.write_ipc", "file", 0, "w"),
        ("DataFrame.write_ipc_stream", "file", 0, "w"),
        ("DataFrame.write_ndjson", "file", 0, "w"),
        ("DataFrame.write_json", "file", 0, "w"),
        ("DataFrame.write_avro", "file", 0, "w"),
    ),
    "polars.lazyframe.frame": (
        ("LazyFrame.sink_csv", "path", 0, "w"),
        ("LazyFrame.sink_parquet", "path", 0, "w"),
        ("LazyFrame.sink_ipc", "path", 0, "w"),
        ("LazyFrame.sink_ndjson", "path", 0, "w"),
    ),
    "h5py._hl.files": (("File.__init__", "name", 0, ("mode", 1)),),
    "tables.file": (("File.__init__", "filename", 0, ("mode", 1)),),
    "safetensors": (
        ("safe_open", "filename", 0, "r"),
        ("serialize_file", "filename", 1, "w"),
    ),
    "torch.serialization": (
        ("load", "f", 0, "r"),
        ("save", "f", 1, "w"),
    ),
    "torch.jit._serialization": (
        ("load", "f", 0, "r"),
        ("save", "f", 1, "w"),
    ),
    "xgboost.core": (
        ("DMatrix.__init__", "data", 0, "r"),
        ("Booster.__init__", "model_file", 2, "r"),
        ("Booster.load_model", "fname", 0, "r"),
        ("Booster.save_model", "fname", 0, "w"),
    ),
    "lightgbm.basic": (
        ("Dataset.__init__", "data", 0, "r"),
        ("Booster.__init__", "model_file", 2, "r"),
        ("Booster.save_model", "filename", 0, "w"),
    ),
    "cv2": (
        ("imread", "filename", 0, "r"),
        ("imwrite", "filename", 0, "w"),
        ("VideoCapture", "filename", 0, "r"),
        ("VideoWriter", "filename", 0, "w"),
    ),
    "soundfile": (("SoundFile.__init__", "file", 0, ("mode", 1)),),
}


class _Finder:
    """Finds nothing by itself."""

    def __init__(self, record) -> None:
        self._record = record

    def find_spec(self, name, path=None, target=None):
        if name not in TARGETS:
            return None
        for finder in list(sys.meta_path):
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec = None if find is None else find(name, path, target)
            if spec is not None:
                self._step_in(spec, name)
                return spec
        return None

    def _step_in(self, spec, name: str) -> None:
        loader = spec.loader
        record = self._record
        try:
            execute = loader.exec_module

            def exec_module(module) -> None:
                del loader.exec_module  # the loader is again what its finder made
                execute(module)
                _wrap(module, TARGETS[name], record)

            loader.exec_module = exec_module
        except Exception:  # a loader of another make: the module is left as it is
            pass


def install(record) -> None:
    """Lets `record` (files.ProjectFiles) know what the listed modules read and write."""
    sys.meta_path.insert(0, _Finder(record))


def _wrap(module, targets, record) -> None:
    try:
        from _trackline import readers

        for target in targets:
            readers.wrap(module, target, record)
    except Exception:  # the module works without being watched
        pass
