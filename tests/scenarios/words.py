"""The words of the browser stories in the languages in which they are told; the people who read them expect just these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What buttons, fields and states are called."""

    language: str
    new_customer: str
    name: str
    save: str
    content: str
    tomorrow: str
    record: str
    new_opportunity: str
    amount_expected: str
    move: str
    stage: str
    second_stage: str
    new_order: str
    customer: str
    product: str
    quantity: str
    save_submit: str
    submit: str
    in_approval: str
    approved: str
    approve: str
    credit: str
    margin: str
    stock_search: str
    ready: str
    ship: str
    ship_now: str
    part: str
    full: str
    new_receipt: str
    amount: str
    oldest: str
    allocate: str
    set_credit: str
    credit_limit: str
    credit_days: str
    blocked: str


CHINESE = Words(
    language="zh-Hans",
    new_customer="新建客户",
    name="名称",
    save="保存",
    content="内容",
    tomorrow="明天",
    record="记录",
    new_opportunity="新建商机",
    amount_expected="预计金额",
    move="推进阶段",
    stage="阶段",
    second_stage="需求确认",
    new_order="新建销售订单",
    customer="客户",
    product="产品",
    quantity="数量",
    save_submit="保存并提交",
    submit="提交",
    in_approval="审批中",
    approved="已通过",
    approve="同意",
    credit="信用额度",
    margin="毛利率",
    stock_search="搜索产品",
    ready="待发货",
    ship="发货",
    ship_now="确认发货",
    part="部分",
    full="已发货",
    new_receipt="新建回款",
    amount="金额",
    oldest="先到期先核销",
    allocate="核销",
    set_credit="设置信用额度",
    credit_limit="信用额度",
    credit_days="账期（天）",
    blocked="现在还不能通过",
)

ENGLISH = Words(
    language="en",
    new_customer="New customer",
    name="Name",
    save="Save",
    content="Content",
    tomorrow="Tomorrow",
    record="Record",
    new_opportunity="New opportunity",
    amount_expected="Expected amount",
    move="Move",
    stage="Stage",
    second_stage="Needs confirmed",
    new_order="New sales order",
    customer="Customer",
    product="Product",
    quantity="Quantity",
    save_submit="Save and submit",
    submit="Submit",
    in_approval="In approval",
    approved="Approved",
    approve="Approve",
    credit="Credit limit",
    margin="Margin",
    stock_search="Search products",
    ready="To ship",
    ship="Ship",
    ship_now="Ship",
    part="Partly",
    full="Delivered",
    new_receipt="New receipt",
    amount="Amount",
    oldest="Oldest first",
    allocate="Allocate",
    set_credit="Set credit",
    credit_limit="Credit limit",
    credit_days="Credit period (days)",
    blocked="It cannot be approved yet",
)
