"""Two import contracts that the stock types cannot say: which modules an app may have, and which are public.

Named in `.importlinter`, so `lint-imports` loads this file; it must import nothing from the project.
"""

from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.layers import LayersContract
from importlinter.domain.imports import ModuleExpression


class Modules(LayersContract):
    """The layers contract, applied to every app that exists: a new app is held to it without being listed.

    `containers` names the package that holds the apps; `foundations` are the apps with modules of their own.
    """

    type_name = "modules"
    foundations = fields.SetField(subfield=fields.StringField())

    def check(self, graph, verbose):
        apps = {
            child
            for container in self.containers
            for child in graph.find_children(container.expression)
            if child.rpartition(".")[2] not in self.foundations
        }
        self.containers = [ModuleExpression(app) for app in sorted(apps)]
        if not self.containers:
            return ContractCheck(
                kept=True, metadata={"invalid_dependencies": [], "undeclared_modules": set()}
            )
        return super().check(graph, verbose)


class PublicModules(Contract):
    """From another app only the public modules (`doors`) may be imported.

    Every module of a foundation is public. A visitor (`config`) may import anything.
    """

    type_name = "public_modules"
    container = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    foundations = fields.SetField(subfield=fields.StringField())
    visitors = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph, verbose):
        prefix = f"{self.container}."
        found = [
            (importer, imported)
            for importer in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.startswith(prefix) and not self._may_enter(importer, imported, prefix)
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def _may_enter(self, importer, imported, prefix):
        app, _, module = imported.removeprefix(prefix).partition(".")
        visitor = importer.removeprefix(prefix).split(".")[0]
        if visitor == app or app in self.foundations or visitor in (self.visitors or ()):
            return True
        return module.split(".")[0] in self.doors

    def render_broken_contract(self, check):
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} imports {imported}, which is private to its app.")
            output.new_line()
        output.print(
            f"From another app import only: {', '.join(sorted(self.doors))}. Add there what is missing."
        )
        output.new_line()
