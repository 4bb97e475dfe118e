from whowhom.web.workbench import Workbench
def register(bench: Workbench) -> None:
    pass
