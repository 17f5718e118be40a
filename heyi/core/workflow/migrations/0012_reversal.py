from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0011_versions_of_a_case'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='is_reversal',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
