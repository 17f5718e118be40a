import django.db.models.deletion
from django.db import migrations, models

from heyi.core.access.indexing import AddIndexSafely


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('org', '0005_delegation_rules'),
        ('workflow', '0006_scenarios'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='sla',
            field=models.CharField(blank=True, choices=[('on_time', 'On time'), ('at_risk', 'At risk'), ('breached', 'Time limit exceeded')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='definition',
            name='suspended',
            field=models.JSONField(db_default={}, default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='task',
            name='opened_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('calendar', 'Outside working hours'), ('hours', 'In hours of my own'), ('never', 'Never')], default='calendar', max_length=8)),
                ('start', models.TimeField(null=True)),
                ('until', models.TimeField(null=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.company')),
                ('employee', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.employee')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('employee',), name='workflow_quiet_one'), models.CheckConstraint(condition=models.Q(models.Q(('mode', 'hours'), ('start__isnull', False), ('until__isnull', False)), models.Q(('mode__in', ['calendar', 'never']), ('start', None), ('until', None)), _connector='OR'), name='workflow_quiet_hours')],
            },
        ),
        AddIndexSafely(
            model_name='decision',
            index=models.Index(fields=['company', 'decided_at'], name='workflow_decision_when'),
        ),
        AddIndexSafely(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at__isnull', False)), fields=['company', 'ended_at'], name='workflow_case_ended'),
        ),
        AddIndexSafely(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at', None), ('sla__in', ['at_risk', 'breached'])), fields=['company', 'id'], name='workflow_case_late'),
        ),
        AddIndexSafely(
            model_name='subscription',
            index=models.Index(condition=models.Q(('kind', 'sla')), fields=['company', 'ended_at'], name='workflow_sla_ended'),
        ),
        AddIndexSafely(
            model_name='case',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['company', 'id'], name='workflow_case_running'),
        ),
        AddIndexSafely(
            model_name='post',
            index=models.Index(fields=['company', 'expires_at'], name='workflow_post_expires'),
        ),
        AddIndexSafely(
            model_name='fetched',
            index=models.Index(fields=['company', 'until'], name='workflow_fetched_until'),
        ),
    ]
