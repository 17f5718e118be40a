from django.db import migrations, models


class Migration(migrations.Migration):
    """A view without filter and order is one too; the column stays as it is."""

    dependencies = [
        ('resources', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='savedview',
            name='query',
            field=models.JSONField(blank=True, default=dict, verbose_name='Query'),
        ),
    ]
