"""Many at once, on real connections: what may happen once happens once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from heyi.apps.inventory.models import Balance, Reservation
from heyi.apps.receivables.models import Allocation, Claim, Instalment, Receipt
from tests import trade
from tests.client import ApiClient


def apis(cast):
    return lambda name: ApiClient(cast.employees[name].user)


def at_once(cast, name, calls, workers=10):
    """Send all calls as that person from several connections; the statuses of the answers."""

    def send(call):
        try:
            path, body = call
            return apis(cast)(name).post(path, body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return Counter(pool.map(send, calls))


def test_fifty_orders_for_ten_pieces_get_exactly_ten(committed):
    api = apis(committed)
    with transaction.atomic():
        product = trade.product(committed, api, "R", stock="10")
    buyer = trade.customer(api)
    orders = [trade.order(api, buyer, (product, "1")) for _n in range(50)]
    for order in orders:
        trade.with_finance(api, order)
    waiting = trade.tasks(api, "finance").values()
    answers = at_once(committed, "finance", [(f"workflow/tasks/{task}/approve", {}) for task in waiting])
    assert answers == {200: 10, 409: 40}
    with transaction.atomic():
        committed.system()
        balance = Balance.objects.get(product=product)
        assert (balance.on_hand, balance.reserved) == (10, 10)
        assert (Reservation.objects.count(), Claim.objects.count()) == (10, 10)


def test_one_approval_of_many_has_one_set_of_effects(committed):
    api = apis(committed)
    with transaction.atomic():
        product = trade.product(committed, api, "R", stock="10")
    order = trade.order(api, trade.customer(api), (product, "1"))
    trade.with_finance(api, order)
    (task,) = trade.tasks(api, "finance").values()
    answers = at_once(committed, "finance", [(f"workflow/tasks/{task}/approve", {})] * 50)
    assert answers == {200: 1, 409: 49}
    with transaction.atomic():
        committed.system()
        assert (Reservation.objects.count(), Claim.objects.count()) == (1, 1)


def test_one_receipt_is_never_matched_twice(committed):
    api = apis(committed)
    with transaction.atomic():
        product = trade.product(committed, api, "R", stock="10")
    buyer = trade.customer(api)
    for _n in range(2):
        trade.approved(api, buyer, (product, "1"))
    with transaction.atomic():
        committed.system()
        instalments = list(Instalment.objects.values_list("pk", flat=True))
    money = trade.receipt(api, buyer, "100.00")
    path = f"receivables/receipts/{money['id']}/allocate"
    calls = [(path, {"allocations": [{"instalment": pk, "amount": "60.00"}]}) for pk in instalments * 4]
    assert at_once(committed, "finance", calls) == {200: 1, 409: 7}
    with transaction.atomic():
        committed.system()
        assert (Allocation.objects.count(), Receipt.objects.get().allocated) == (1, 60)


def test_a_claim_is_either_voided_or_paid(committed):
    api = apis(committed)
    with transaction.atomic():
        product = trade.product(committed, api, "R", stock="100")
    buyer = trade.customer(api)
    for _round in range(6):
        order = trade.approved(api, buyer, (product, "1"))
        money = trade.receipt(api, buyer, "113.00")
        with ThreadPoolExecutor(2) as pool:
            cancel = pool.submit(at_once, committed, "sales", [(f"sales/orders/{order['id']}/cancel", None)], 1)
            pay = pool.submit(
                at_once, committed, "finance", [(f"receivables/receipts/{money['id']}/allocate", None)], 1
            )
            assert sorted([*cancel.result(), *pay.result()]) == [200, 409]
    with transaction.atomic():
        committed.system()
        assert not Instalment.objects.filter(claim__voided_on__isnull=False, settled__gt=0).exists()
