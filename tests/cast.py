"""The fixed cast of every test: a salesperson, her manager, finance, warehouse, HR, an administrator, and a stranger.

华东精密 ─ 销售部 (head: manager) ─ 上海销售组: sales, colleague
         ─ 财务部: finance    ─ 仓储部: warehouse    ─ 人事部: hr    ─ 管理部: admin
外海贸易 ─ 销售部: stranger
"""

from dataclasses import dataclass, field

from heyi.core.access.actor import Actor
from heyi.core.access.permissions import templates
from heyi.core.access.work import declare
from heyi.core.org import actors
from heyi.core.org.models import Company, Department, Employee, Post
from heyi.core.org.services import companies, departments, people
from heyi.core.resources.saving import save

PASSWORD = "correct-horse-battery"


@dataclass
class Cast:
    """Companies, departments and people by their short names. ``actor(name)`` is that person, declared to PostgreSQL."""

    company: Company
    other: Company
    departments: dict[str, Department] = field(default_factory=dict)
    employees: dict[str, Employee] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The person as the entrance would load them; row-level security is theirs from here on."""
        employee = self.employees[name]
        assert employee.user_id is not None
        actor = actors.load(employee.user_id)
        assert actor is not None
        declare(actor)
        return actor

    def system(self) -> Actor:
        """The system in the cast's company."""
        actor = companies.acting_for(self.company)
        declare(actor)
        return actor


def roles(*codes: str) -> tuple[str, ...]:
    """Those of the codes that some installed app ships."""
    return tuple(code for code in ("employee", *codes) if code in templates())


def assemble() -> Cast:
    """Found both companies and hire everybody. Call inside a transaction."""
    other = companies.found("外海贸易有限公司", "waihai", short_name="外海贸易")
    other_actor = companies.acting_for(other)
    their = companies.root_department(other.pk)
    stranger = _hire("stranger", "陌生人", "S1", their, other_actor, roles("sales", "administrator"))
    company = companies.found("华东精密仪器有限公司", "huadong", short_name="华东精密")
    cast = Cast(company, other)
    cast.employees["stranger"] = stranger
    actor = companies.acting_for(company)
    root = companies.root_department(company.pk)
    cast.departments["root"] = root
    for key, name, above in (
        ("sales", "销售部", "root"),
        ("shanghai", "上海销售组", "sales"),
        ("finance", "财务部", "root"),
        ("warehouse", "仓储部", "root"),
        ("hr", "人事部", "root"),
        ("office", "管理部", "root"),
    ):
        parent = cast.departments[above]
        cast.departments[key] = departments.open_department(name=name, parent_id=parent.pk, actor=actor)
    for key, name, place, boss, codes in (
        ("boss", "总经理王", "root", None, ("general_manager",)),
        ("manager", "经理李", "sales", "boss", ("sales_manager",)),
        ("sales", "林晓雯", "shanghai", "manager", ("sales",)),
        ("colleague", "赵同事", "shanghai", "manager", ("sales",)),
        ("finance", "财务陈", "finance", "boss", ("finance",)),
        ("warehouse", "仓库周", "warehouse", "boss", ("warehouse",)),
        ("buyer", "采购孙", "warehouse", "boss", ("buyer",)),
        ("hr", "人事吴", "hr", "boss", ("hr",)),
        ("admin", "管理员郑", "office", "boss", ("administrator",)),
        ("employee", "员工冯", "office", "admin", ()),
    ):
        number = f"E{len(cast.employees):03}"
        employee = _hire(
            key, name, number, cast.departments[place], actor, roles(*codes), cast.employees.get(boss or "")
        )
        cast.employees[key] = employee
    for place, head in (("root", "boss"), ("sales", "manager"), ("finance", "finance"), ("warehouse", "warehouse")):
        department = cast.departments[place]
        departments.change(department.pk, actor=actor, head_id=cast.employees[head].pk, set_head=True)
    return cast


def _hire(
    key: str,
    name: str,
    number: str,
    department: Department,
    actor: Actor,
    role_codes: tuple[str, ...],
    manager: Employee | None = None,
) -> Employee:
    post = Post.objects.filter(company_id=department.company_id, code=key).first()
    post = post or save(Post(company_id=department.company_id, code=key, name=name), actor=actor)
    user = people.open_account(key, name=name, password=None, email=f"{key}@example.com")
    return people.hire(
        name=name,
        number=number,
        department=department,
        actor=actor,
        post=post,
        manager=manager,
        user=user,
        role_codes=role_codes,
    )
