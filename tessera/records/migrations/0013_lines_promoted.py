import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0012_voices_corrected'),
    ]

    operations = [
        migrations.AddField(
            model_name='promotion',
            name='line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promotions', to='records.line'),
        ),
        migrations.AddField(
            model_name='promotion',
            name='first_day',
            field=models.DateField(blank=True, null=True),
        ),
    ]
