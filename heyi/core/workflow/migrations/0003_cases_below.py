from django.db import migrations, models

from heyi.core.access.indexing import AddIndexSafely


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('workflow', '0002_events')]

    operations = [
        AddIndexSafely(
            model_name='case',
            index=models.Index(condition=models.Q(('parent_id__gt', 0)), fields=['parent_id'], name='workflow_case_below'),
        ),
    ]
