"""The demo's companies, departments in three cities, posts and about sixty people."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from heyi.config.demo.people import BOSS, PASSWORD, PEOPLE, DemoPerson
from heyi.core.access.actor import Actor
from heyi.core.access.permissions import templates
from heyi.core.org.models import Company, Department, Employee, Post
from heyi.core.org.services import companies, departments, people
from heyi.core.resources.saving import save

SEED = 20261123
DEPARTMENTS = (
    ("office", "总经办", None),
    ("sales", "销售中心", None),
    ("sales_shanghai", "上海销售部", "sales"),
    ("sales_suzhou", "苏州销售部", "sales"),
    ("sales_hangzhou", "杭州销售部", "sales"),
    ("marketing", "市场部", None),
    ("service", "客户服务部", None),
    ("finance", "财务部", None),
    ("purchasing", "采购部", None),
    ("warehouse", "仓储物流部", None),
    ("hr", "人力资源部", None),
    ("it", "信息技术部", None),
)
HEADS = {
    "office": "boss",
    "sales": "manager",
    "finance": "finance",
    "warehouse": "warehouse",
    "purchasing": "buyer",
    "service": "service",
    "hr": "hr",
    "it": "admin",
}
POSTS = (
    ("general_manager", "总经理", 90),
    ("director", "总监", 70),
    ("manager", "经理", 60),
    ("supervisor", "主管", 50),
    ("specialist", "专员", 30),
    ("sales_rep", "销售代表", 30),
    ("engineer", "工程师", 40),
    ("accountant", "会计", 40),
    ("keeper", "仓管员", 30),
)
# How many more people work in each department, and as what.
CROWD = (
    ("sales_shanghai", "sales_rep", 7),
    ("sales_suzhou", "sales_rep", 6),
    ("sales_hangzhou", "sales_rep", 6),
    ("marketing", "specialist", 4),
    ("service", "engineer", 7),
    ("finance", "accountant", 5),
    ("purchasing", "specialist", 3),
    ("warehouse", "keeper", 6),
    ("hr", "specialist", 2),
    ("it", "engineer", 3),
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
GIVEN = [
    "子涵",
    "雨桐",
    "浩然",
    "欣怡",
    "俊杰",
    "思远",
    "佳琪",
    "志强",
    "美玲",
    "海涛",
    "晓东",
    "丽娜",
    "文博",
    "雪梅",
    "建华",
    "婷婷",
    "国栋",
    "秀英",
    "宇航",
    "春燕",
]


@dataclass
class Staff:
    """What the rest of the demo builds on."""

    company: Company
    other: Company
    actor: Actor
    random: random.Random
    departments: dict[str, Department] = field(default_factory=dict)
    employees: dict[str, Employee] = field(default_factory=dict)
    crowd: dict[str, list[Employee]] = field(default_factory=dict)

    def sellers(self) -> list[Employee]:
        """Everybody who sells, the demo's salesperson first."""
        others = [e for place in ("sales_shanghai", "sales_suzhou", "sales_hangzhou") for e in self.crowd[place]]
        return [self.employees["sales"], *others]


def create() -> Staff:
    """Both companies with everybody in them. Row-level security then lets through the one that was founded last."""
    chance = random.Random(SEED)  # noqa: S311 - a demo, not a secret
    other = companies.found("外海贸易有限公司", "waihai", short_name="外海贸易")
    their = companies.acting_for(other)
    stranger = next(person for person in PEOPLE if person.place == "other")
    _hire(stranger, "W001", companies.root_department(other.pk), their, None, None, _years_ago(2))
    company = companies.found("华东精密仪器集团有限公司", "huadong", short_name="华东精密仪器集团")
    staff = Staff(company, other, companies.acting_for(company), chance)
    root = companies.root_department(company.pk)
    for key, name, above in DEPARTMENTS:
        parent = staff.departments[above] if above else root
        staff.departments[key] = departments.open_department(
            name=name, parent_id=parent.pk, code=key.replace("_", "-"), actor=staff.actor, since=_years_ago(3)
        )
    posts = {
        code: save(Post(company_id=company.pk, code=code, name=name, rank=rank), actor=staff.actor)
        for code, name, rank in POSTS
    }
    _named(staff, posts)
    _crowd(staff, posts)
    departments.change(
        root.pk, actor=staff.actor, head_id=staff.employees["boss"].pk, set_head=True, since=_years_ago(3)
    )
    for place, head in HEADS.items():
        department = staff.departments[place]
        departments.change(
            department.pk, actor=staff.actor, head_id=staff.employees[head].pk, set_head=True, since=_years_ago(3)
        )
    return staff


def _years_ago(years: int) -> date:
    return timezone.localdate() - timedelta(days=365 * years)


def _named(staff: Staff, posts: dict[str, Post]) -> None:
    post_of = {"boss": "general_manager", "manager": "director", "sales": "sales_rep", "employee": "engineer"}
    ordered = [BOSS, *sorted((p for p in PEOPLE if p.place != "other"), key=lambda p: p.manager != "boss")]
    for number, person in enumerate(ordered, start=1):
        manager = staff.employees.get(person.manager or "")
        post = posts[post_of.get(person.username, "manager")]
        staff.employees[person.username] = _hire(
            person, f"H{number:03}", staff.departments[person.place], staff.actor, post, manager, _years_ago(3)
        )


def _hire(
    person: DemoPerson,
    number: str,
    department: Department,
    actor: Actor,
    post: Post | None,
    manager: Employee | None,
    since: date,
) -> Employee:
    user = people.open_account(
        person.username, name=person.name, password=PASSWORD, email=f"{person.username}@heyi.example"
    )
    codes = tuple(code for code in ("employee", *person.roles) if code in templates())
    return people.hire(
        name=person.name,
        number=number,
        department=department,
        actor=actor,
        post=post,
        manager=manager,
        user=user,
        email=user.email,
        since=since,
        role_codes=codes,
    )


def _crowd(staff: Staff, posts: dict[str, Post]) -> None:
    used = {person.name for person in (*PEOPLE, BOSS)}
    number = 100
    for place, post, count in CROWD:
        boss = staff.employees["manager" if place.startswith("sales") else HEADS.get(place, "boss")]
        for _index in range(count):
            name = _new_name(staff.random, used)
            number += 1
            sells = post == "sales_rep"
            user = people.open_account(f"h{number}", name=name, password=None) if sells else None
            employee = people.hire(
                name=name,
                number=f"H{number}",
                department=staff.departments[place],
                actor=staff.actor,
                post=posts[post],
                manager=boss,
                user=user,
                role_codes=("employee", "sales") if sells else ("employee",),
                email=f"h{number}@heyi.example",
                phone=f"138{staff.random.randrange(10**8):08}",
                since=_years_ago(2) + timedelta(days=staff.random.randrange(600)),
            )
            staff.crowd.setdefault(place, []).append(employee)


def _new_name(chance: random.Random, used: set[str]) -> str:
    while True:
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        if name not in used:
            used.add(name)
            return name
