from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0008_archive'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='identity',
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name='task',
            name='identity',
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
