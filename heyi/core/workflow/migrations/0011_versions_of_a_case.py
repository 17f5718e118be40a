from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0010_talk'),
    ]

    operations = [
        migrations.AlterField(
            model_name='version',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('scheduled', 'Waiting for its day'), ('published', 'Published'), ('retired', 'Retired'), ('case', 'For one case')], default='draft', max_length=12, verbose_name='Status'),
        ),
    ]
