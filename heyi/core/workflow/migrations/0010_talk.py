import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0009_people'),
        ('org', '0005_delegation_rules'),
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
        migrations.CreateModel(
            name='Edit',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('task_id', models.BigIntegerField()),
                ('node', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('round', models.PositiveIntegerField()),
                ('changes', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('data', models.TextField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.employee')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.case')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.company')),
            ],
            options={
                'indexes': [models.Index(fields=['case', 'id'], name='workflow_edit_case')],
            },
        ),
    ]
