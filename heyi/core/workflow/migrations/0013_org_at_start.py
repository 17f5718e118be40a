from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0012_reversal'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='organization',
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
