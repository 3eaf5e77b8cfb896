
import django.contrib.postgres.fields
import django.db.models.deletion
import tessera.access.rules
import tessera.core.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_passwords_apart'),
        ('enquiries', '0013_without_consent'),
        ('people', '0008_worn'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='referraladdress',
            name='door',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.CreateModel(
            name='Protection',
            fields=[
                ('audience', models.CharField(choices=[('whole_case', 'Whole case'), ('named', 'Named'), ('named_people', 'Named people'), ('own_agency', 'Own agency')], default=tessera.access.rules.Audience['WHOLE_CASE'], max_length=12)),
                ('named', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), blank=True, default=list, size=None)),
                ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('third_party', 'Third party'), ('police_intelligence', 'Police intelligence'), ('domestic_abuse_address', 'Domestic abuse address'), ('adult_health', 'Adult health'), ('adoption', 'Adoption'), ('legal_privilege', 'Legal privilege'), ('not_for_family', 'Not for family')], max_length=30), blank=True, default=list, size=None)),
                ('id', models.UUIDField(default=tessera.core.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.TextField()),
                ('protected_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.agency')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.case')),
                ('recorded', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.address')),
                ('told', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enquiries.referraladdress')),
            ],
            options={
                'db_table': 'enquiries_protection',
                'constraints': [models.CheckConstraint(condition=models.Q(('told__isnull', True), ('recorded__isnull', True), _connector='XOR'), name='protection_of_one_address'), models.CheckConstraint(condition=models.Q(('marks__contained_by', [tessera.access.rules.Mark['POLICE_INTELLIGENCE'], tessera.access.rules.Mark['DOMESTIC_ABUSE_ADDRESS'], tessera.access.rules.Mark['ADULT_HEALTH'], tessera.access.rules.Mark['ADOPTION'], tessera.access.rules.Mark['LEGAL_PRIVILEGE']]), models.Q(('marks', []), _negated=True)), name='protection_needs_a_clearance')],
            },
        ),
    ]
