"""What was said to customers and which chances came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from heyi.apps.crm.models import Stage
from heyi.apps.crm.services import follow_ups, opportunities
from heyi.config.demo.customers import OF_SALES, Client
from heyi.config.demo.story import Act, Story
from heyi.core.access.actor import Actor

SAID = (
    ("call", "电话回访，{who}反馈上批{what}运行正常，下季度有新增需求，约好下周发选型表。"),
    ("call", "确认{what}的交期，客户希望月底前到货，已和仓库核对库存。"),
    ("call", "客户询问校准证书有效期，建议一并安排年度校准服务，对方回去请示领导。"),
    ("visit", "上门拜访，看了现场工况，介质温度偏高，推荐{what}的高温型号，客户要求先寄样品。"),
    ("visit", "现场处理{what}示值偏差问题，更换密封件后恢复正常，客户满意。"),
    ("visit", "参观客户新车间，二期预计新增六条产线，仪表清单由设计院出，需跟紧。"),
    ("meeting", "与设备部、采购部开技术交流会，确认{what}的量程和接口标准，会议纪要已发。"),
    ("meeting", "商务谈判，客户要求再降 3%，并把账期延长到 60 天，需要回来请示。"),
    ("message", "微信发送{what}样本和近三个月报价，{who}说本周内回复。"),
    ("message", "提醒客户本月到期货款，{who}答复财务已排款。"),
    ("email", "邮件发送正式报价单和技术协议，等待客户盖章回传。"),
    ("email", "回复客户关于{what}防爆等级的疑问，附上证书扫描件。"),
)
THINGS = (
    "压力表",
    "电磁流量计",
    "压力变送器",
    "减压阀",
    "雷达液位计",
    "温度变送器",
    "在线pH计",
    "质量流量计",
    "调节阀",
)
PROJECTS = (
    "二期产线仪表采购",
    "年度备件框架",
    "{what}替换项目",
    "污水站改造",
    "新车间{what}配套",
    "实验室校准服务",
    "锅炉房节能改造",
)
LOST = ("价格高于竞争对手约 8%", "客户项目预算取消", "交期无法满足", "客户选用进口品牌", "业主指定其他供应商")
KEPT = 60


@dataclass
class Chance:
    """A planned opportunity: the order that wins it asks for its id."""

    client: Client
    id: int = 0


def plan(story: Story, clients: list[Client]) -> None:
    """Follow-ups of the last months, open opportunities in every stage, and those that were lost."""
    busy = [client for client in clients if client.owner is not None]
    for number, client in enumerate(busy):
        _follow(story, client, number)
    kept = [client for client in busy if client.returned is None]
    for number in range(KEPT):
        client = kept[number % OF_SALES] if number % 5 == 0 else story.chance.choice(kept)
        _pursue(story, client, lost=number % 4 == 3, stage=number % 4 if number % 4 != 3 else 2 + number % 2)


def _follow(story: Story, client: Client, number: int) -> None:
    chance = story.chance
    known = (story.now - client.since).days
    oldest = min(known - 1, 175)
    latest = chance.randrange(4, 21) if number >= OF_SALES else chance.randrange(6, 10)
    if client.returned is not None:
        latest = (story.now - client.returned).days + 60
    count = chance.randrange(3, 6) if number < OF_SALES else chance.randrange(2, 6)
    ages = sorted((chance.randrange(latest, max(oldest, latest + 1) + 1) for _index in range(count - 1)), reverse=True)
    for age in ages:
        moment = story.moment(age, 9 + chance.randrange(14) / 2)
        _speak(story, client, moment, moment + timedelta(days=chance.randrange(5, 20)))
    last = story.moment(latest, 16.5)
    _speak(story, client, last, _next(story, number, last) if client.returned is None else None)


def _next(story: Story, number: int, last: datetime) -> datetime | None:
    """When to speak again: the demo's salesperson has calls that are due today, late and coming."""
    day = timedelta(days=1)
    if number < 3:
        return story.at(story.today, (10, 15, 17.5)[number])
    if number < 6:
        return story.at(story.today - day * (number - 2), 11)
    if number < 11:
        return story.at(story.today + day * (number - 4), 14)
    draw = story.chance.random()
    if number < OF_SALES or draw < 0.5:
        return None
    if draw < 0.65:
        return max(last + day, story.at(story.today - day * story.chance.randrange(1, 4), 10))
    return story.at(story.today + day * story.chance.randrange(1, 15), 10)


def _speak(story: Story, client: Client, moment: datetime, again: datetime | None) -> None:
    kind, said = story.chance.choice(SAID)
    what = story.chance.choice(THINGS)

    def act(actor: Actor) -> None:
        contact = story.chance.choice(client.contacts)
        text = said.format(what=what, who="对方")
        data = {"customer_id": client.id, "contact_id": contact, "kind": kind, "content": text, "next_at": again}
        follow_ups.create(data, actor=actor)

    story.plan(moment, client.owner, act)


def _pursue(story: Story, client: Client, *, lost: bool, stage: int) -> None:
    """One opportunity up to the stage where it stands now."""
    chance = story.chance
    age = min(chance.randrange(35, 190) if lost else chance.randrange(8, 100), (story.now - client.since).days - 1)
    steps = [age * (number + 1) // (stage + 2) for number in range(stage + 1)]
    amount = Decimal(chance.randrange(8, 420)) * 1000
    expected = timedelta(days=chance.randrange(-18, 85))
    found = Chance(client)
    story.plan(story.moment(age, 10.5), client.owner, opening(story, found, amount, expected))
    for number, passed in enumerate(steps[:stage], start=1):
        story.plan(story.moment(age - passed, 11), client.owner, moving(found, number))
    if lost:
        reason = chance.choice(LOST)
        story.plan(
            story.moment(age - steps[-1], 17),
            client.owner,
            lambda actor: _lose(found, reason, actor),
        )


def _lose(found: Chance, reason: str, actor: Actor) -> None:
    opportunities.lose(found.id, actor=actor, lost_reason=reason)


def opening(story: Story, found: Chance, amount: Decimal, expected: timedelta) -> Act:
    """A new opportunity that is expected to close that long after today."""
    name = story.chance.choice(PROJECTS).format(what=story.chance.choice(THINGS))

    def act(actor: Actor) -> None:
        data = {
            "name": f"{found.client.short}{name}",
            "customer_id": found.client.id,
            "amount": amount,
            "expected_close_on": story.today + expected,
        }
        found.id = opportunities.create(data, actor=actor).pk

    return act


def moving(found: Chance, position: int) -> Act:
    """On to the open stage at that place."""

    def act(actor: Actor) -> None:
        stages = Stage.objects.filter(company_id=actor.company_id, outcome=Stage.Outcome.OPEN).order_by("position")
        opportunities.move(found.id, actor=actor, stage_id=stages[position].pk)

    return act


def winning(found: Chance) -> Act:
    """The customer said yes."""

    def act(actor: Actor) -> None:
        opportunities.win(found.id, actor=actor)

    return act
