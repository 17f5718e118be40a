from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0006_scenarios'),
    ]

    operations = [
        migrations.AddField(
            model_name='note',
            name='people',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name='copy',
            name='hops',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
