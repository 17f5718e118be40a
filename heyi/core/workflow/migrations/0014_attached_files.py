from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0013_org_at_start'),
    ]

    operations = [
        migrations.AddField(
            model_name='note',
            name='files',
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='note',
            name='secret',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
