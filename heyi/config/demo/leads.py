"""The demo's leads: from fairs, the web site and calls; some worked on, some converted, some that led nowhere."""

from datetime import timedelta

from heyi.apps.crm.models import Lead
from heyi.apps.crm.services import follow_ups, leads
from heyi.config.demo.organization import GIVEN, SURNAMES
from heyi.config.demo.places import CITIES
from heyi.config.demo.story import Act, Story
from heyi.core.access.actor import Actor

COMPANIES = (
    "恒川流体控制", "瑞沃膜分离技术", "新曜光伏材料", "广源热力", "博远生物制药", "天弘特种气体", "澄净水务", "东旭玻璃纤维",
    "凯盛半导体装备", "宏泰制冷", "兴邦食品机械", "盛景新能源", "卓越精细化工", "安联环境检测", "远洋船舶配套", "科润润滑油",
    "明达汽车零部件", "泰和造纸", "正源锅炉", "长风航空部件", "锦程冷链物流", "优创医疗器械", "蓝岛海水淡化", "赛普仪控",
)  # fmt: skip
CAMPAIGNS = (
    ("展会", "多国仪器仪表展"),
    ("官网留言", ""),
    ("400 电话", ""),
    ("老客户介绍", ""),
    ("行业论坛", "流程工业数字化论坛"),
)
NEEDS = (
    "新建车间需要压力和流量仪表约 40 台，六月前到货。",
    "现用品牌漂移大，想换国产，要先试用两台。",
    "锅炉房改造，要带防爆证书的温度变送器。",
    "年度校准外包，大约 300 台仪表，分两次上门。",
    "询问雷达液位计能否用于腐蚀性介质，要选型建议。",
)
TALK = (
    "电话联系上了，对方正在做预算，约好下周发选型表。",
    "微信加上了，发了样本和案例，对方说和同事商量。",
    "初次拜访，见到设备科长，需求明确，要正式报价。",
)
DEAD = ("空号", "只是学生写论文", "已经签了别家三年框架", "不在我们服务范围")


def plan(story: Story) -> None:
    """One lead every few days; what happened to it depends on its turn."""
    sellers = story.staff.sellers()
    for number, company in enumerate(COMPANIES):
        owner = sellers[0] if number % 5 < 2 else sellers[1 + number % (len(sellers) - 1)]
        found: list[int] = []
        age = 2 + number * 4 if number % 6 else number // 6
        story.plan(story.moment(age, 9.5), owner, _entering(story, number, company, found))
        if number % 6 == 0:
            continue
        story.plan(story.moment(max(age - 2, 1), 15), owner, _speaking(story, number, found))
        if number % 6 in (3, 4):
            story.plan(story.moment(max(age - 4, 1), 16), owner, _moving(found, Lead.Status.QUALIFIED))
        if number % 6 == 4:
            story.plan(story.moment(max(age - 6, 1), 17), owner, _converting(story, number, found))
        if number % 6 == 5:
            story.plan(story.moment(max(age - 5, 1), 17), owner, _discarding(number, found))


def _entering(story: Story, number: int, company: str, found: list[int]) -> Act:
    def act(actor: Actor) -> None:
        chance = story.chance
        city = CITIES[number % len(CITIES)]
        source, campaign = CAMPAIGNS[number % len(CAMPAIGNS)]
        data = {
            "name": f"{city.name}{company}有限公司",
            "contact_name": chance.choice(SURNAMES) + chance.choice(GIVEN),
            "title": ("设备科长", "采购主管", "项目经理", "技术员")[number % 4],
            "phone": f"137{chance.randrange(10**8):08}",
            "source": source,
            "campaign": campaign,
            "region": city.region,
            "city": city.name,
            "need": NEEDS[number % len(NEEDS)],
        }
        found.append(leads.create(data, actor=actor).pk)

    return act


def _speaking(story: Story, number: int, found: list[int]) -> Act:
    def act(actor: Actor) -> None:
        again = story.at(story.today + timedelta(days=number % 5 - 1), 10 + number % 6)
        said = {"lead_id": found[0], "kind": "call", "content": TALK[number % len(TALK)], "next_at": again}
        follow_ups.create(said, actor=actor)
        leads.move(found[0], actor=actor, status=Lead.Status.WORKING)

    return act


def _moving(found: list[int], status: str) -> Act:
    def act(actor: Actor) -> None:
        leads.move(found[0], actor=actor, status=status)

    return act


def _converting(story: Story, number: int, found: list[int]) -> Act:
    def act(actor: Actor) -> None:
        name = Lead.objects.get(pk=found[0]).name
        leads.convert(
            found[0],
            actor=actor,
            opportunity_name=f"{name[2:6]}首批仪表采购",
            amount=(number + 3) * 6000,
            expected_close_on=story.today + timedelta(days=20 + number),
        )

    return act


def _discarding(number: int, found: list[int]) -> Act:
    def act(actor: Actor) -> None:
        leads.discard(found[0], actor=actor, invalid_reason=DEAD[number % len(DEAD)])

    return act
