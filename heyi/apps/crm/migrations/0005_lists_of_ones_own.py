from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from heyi.core.access.indexing import AddIndexSafely


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('crm', '0004_leads'),
        ('masterdata', '0003_identity_keys'),
        ('org', '0003_no_circles'),
    ]

    operations = [
        AddIndexSafely(
            model_name='customer',
            index=models.Index(fields=['owner', '-id'], name='crm_customer_own'),
        ),
        AddIndexSafely(
            model_name='customer',
            index=models.Index(fields=['department', '-id'], name='crm_customer_of_department'),
        ),
        AddIndexSafely(
            model_name='followup',
            index=models.Index(fields=['created_by', '-happened_at', '-id'], name='crm_followup_own'),
        ),
        AddIndexSafely(
            model_name='lead',
            index=models.Index(fields=['owner', '-id'], name='crm_lead_own'),
        ),
        AddIndexSafely(
            model_name='lead',
            index=models.Index(fields=['department', '-id'], name='crm_lead_department'),
        ),
        AddIndexSafely(
            model_name='opportunity',
            index=models.Index(fields=['owner', '-id'], name='crm_opportunity_own'),
        ),
        AddIndexSafely(
            model_name='opportunity',
            index=models.Index(fields=['department', '-id'], name='crm_opportunity_department'),
        ),
        RemoveIndexConcurrently(
            model_name='customer',
            name='crm_customer_department',
        ),
    ]
