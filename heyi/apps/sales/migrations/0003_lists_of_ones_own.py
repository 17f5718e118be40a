from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from heyi.core.access.indexing import AddIndexSafely


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('crm', '0005_lists_of_ones_own'),
        ('masterdata', '0003_identity_keys'),
        ('org', '0003_no_circles'),
        ('sales', '0002_axes_in_words'),
    ]

    operations = [
        AddIndexSafely(
            model_name='order',
            index=models.Index(fields=['owner', '-ordered_on', '-id'], name='sales_order_own'),
        ),
        AddIndexSafely(
            model_name='order',
            index=models.Index(fields=['department', '-ordered_on', '-id'], name='sales_order_of_department'),
        ),
        RemoveIndexConcurrently(
            model_name='order',
            name='sales_order_owner',
        ),
        RemoveIndexConcurrently(
            model_name='order',
            name='sales_order_department',
        ),
    ]
