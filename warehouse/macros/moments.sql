{# The latest moment that a time of the given precision can mean, never after it was seen. #}
{% macro latest_moment(moment, precision, seen) -%}
    case
        when {{ moment }} is null or {{ precision }} = 'unknown' then {{ seen }}
        else greatest({{ moment }}, least({{ seen }}, {{ moment }} + case {{ precision }}
            when 'hour' then interval 1 hour
            when 'day' then interval 1 day
            when 'month' then interval 1 month
            when 'year' then interval 1 year
            else interval 0 second
        end))
    end
{%- endmacro %}

{# Hours from one moment to another, never below 0 (days and hours may be in the wrong order). #}
{% macro hours_between(start, finish) -%}
    greatest(0, epoch({{ finish }} - {{ start }}) / 3600)
{%- endmacro %}

{# The day that the site named, UTC elsewhere. What is known to the day is stored as its midnight in the zone of the
   site: in Moscow that is 21:00 UTC of the day before. The noon after it is of that day in both. #}
{% macro day_of(moment, precision) -%}
    (({{ moment }} + if({{ precision }} in ('day', 'month', 'year'), interval 12 hour, interval 0 second))
    at time zone 'UTC')::date
{%- endmacro %}

{# The Monday of a moment's week, UTC. #}
{% macro week_of(moment) -%}
    date_trunc('week', {{ moment }} at time zone 'UTC')::date
{%- endmacro %}
