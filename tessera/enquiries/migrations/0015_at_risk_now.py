from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enquiries', '0014_protection'),
    ]

    operations = [
        migrations.AddField(
            model_name='challenge',
            name='at_risk_now',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
