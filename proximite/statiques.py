from whitenoise.storage import CompressedManifestStaticFilesStorage


class StatiquesStorage(CompressedManifestStaticFilesStorage):
    """Named by their content, our scripts that import each other included: what a device keeps to
    work without network is then whole, and of one version."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )
